#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "apps/ortool/bench/delay.h"
#include "apps/ortool/bench/measurement.h"
#include "apps/ortool/bench/task.h"
#include "profiler/ratio_interval.h"
#include "profiler/verdict.h"

namespace ortool {

/// One side of a comparison.
struct ComparedTask {
  Task* task = nullptr;
  Delay delay;
};

struct InterleavingSettings {
  WarmUpSettings warm_up;
  StopSettings stop;           ///< stability is not used; iterations count blocks
  double equivalence = 0.015;  ///< differences below this share count as none
  double sleep_seconds = 0;    ///< between visits
  uint64_t seed = 1;           ///< of the resampling
};

/// A side against the first one.
struct ComparedPair {
  ort::profiler::RatioInterval ratio;
  ort::profiler::Verdict verdict = ort::profiler::Verdict::kInconclusive;
};

struct Interleaving {
  std::vector<Measurement> sides;
  std::vector<ComparedPair> pairs;  ///< of sides 1, 2, ...
  std::size_t blocks = 0;
  std::vector<std::size_t> visit_runs;  ///< runs of each side in one visit
  StopReason stop = StopReason::kNone;
};

/// Measures the sides in turn: A B B A, and so on, some runs of each at a time (more of short ones), so that what
/// changes on the machine reaches all sides alike. Goes on until each ratio is known to a third of the equivalence, but
/// within the limits of the stop rule. Throws what a task throws; an error that comes after `interrupted` was set ends
/// the measurement and is not thrown. `between_visits` is called where nothing is timed.
Interleaving interleave(std::span<const ComparedTask> sides, const InterleavingSettings& settings,
                        const std::atomic<bool>& interrupted,
                        const std::function<void(std::size_t block, double seconds)>& between_visits = {});

}  // namespace ortool
