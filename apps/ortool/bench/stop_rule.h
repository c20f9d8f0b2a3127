#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ortool {

/// When enough has been measured: after at least `min_iterations` and `min_seconds`, once the median is known well
/// enough, at the latest after `max_seconds` or `max_iterations`.
struct StopSettings {
  std::size_t min_iterations = 10;
  double min_seconds = 1;
  double max_seconds = 10;
  std::size_t max_iterations = 1'000'000;
  double stability = 0.01;  ///< half the 95 % interval of the median, as a share of it; 0: not asked for
};

/// Why a measurement ended.
enum class StopReason { kNone, kStable, kEnough, kTime, kIterations, kInterrupted };

/// "the median is known to 1 %", ...; `figure` is what the stability is of.
std::string explain(StopReason reason, const StopSettings& settings, std::string_view figure = "median");

/// Decides while a measurement runs. Looking at the samples costs time, so it is done rarely, the less often the more
/// there are.
class StopRule {
 public:
  explicit StopRule(const StopSettings& settings);

  /// Cheap: whether `decide` is worth calling.
  bool is_due(std::size_t iterations, double seconds) const;

  /// `samples()` gives the durations so far.
  template <class Samples>
  StopReason decide(std::size_t iterations, double seconds, const Samples& samples) {
    if (iterations >= settings_.max_iterations) return StopReason::kIterations;
    const bool is_over = seconds >= settings_.max_seconds;
    if (iterations >= settings_.min_iterations && seconds >= settings_.min_seconds) {
      if (settings_.stability <= 0) return StopReason::kEnough;
      if (is_stable(samples())) return StopReason::kStable;
      postpone(iterations, seconds);
    }
    return is_over ? StopReason::kTime : StopReason::kNone;
  }

 private:
  bool is_stable(const std::vector<double>& samples) const;
  void postpone(std::size_t iterations, double seconds);

  StopSettings settings_;
  std::size_t next_iterations_;
  double next_seconds_;
};

}  // namespace ortool
