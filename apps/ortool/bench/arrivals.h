#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <string_view>

#include "apps/ortool/bench/measurement.h"

namespace ortool {

/// How requests come.
enum class ArrivalProcess { kConstant, kPoisson };

struct ArrivalSettings {
  double rate = 0;  ///< requests per second
  ArrivalProcess process = ArrivalProcess::kConstant;
  uint64_t seed = 0;
};

/// Times of arrival in seconds, ascending, starting at 0: a fixed distance apart, or with exponential distances (the
/// same for the same seed on every machine).
class ArrivalTimes {
 public:
  explicit ArrivalTimes(const ArrivalSettings& settings) : settings_(settings), random_(settings.seed) {}

  double next();

 private:
  ArrivalSettings settings_;
  std::mt19937_64 random_;
  double time_ = 0;
  uint64_t count_ = 0;
};

/// Requests come at the set rate whether or not those before are done; each waits for a free task. A duration counts
/// from the arrival, so that queueing shows. No request comes after the stop rule's shortest time; a queue that is left
/// then is still worked off, up to its longest time. `delay` and `sleep_seconds` count as for `measure`; throws as it.
Measurement measure_arrivals(std::span<const std::unique_ptr<Task>> tasks, const MeasureSettings& settings,
                             const ArrivalSettings& arrivals, const std::atomic<bool>& interrupted);

}  // namespace ortool
