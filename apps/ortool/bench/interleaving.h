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
  StopSettings stop;           ///< iterations count blocks; stability is that of the ratios
  double equivalence = 0.015;  ///< differences below this share count as none
  double sleep_seconds = 0;    ///< between visits
  uint64_t seed = 1;           ///< of the resampling
};

/// A side against the first one.
struct ComparedPair {
  ort::profiler::RatioInterval ratio;
  ort::profiler::Verdict verdict = ort::profiler::Verdict::kInconclusive;
};

/// Makes all tasks anew, in the opposite order when `reversed`, and gives them in the order of the sides.
using RenewTasks = std::function<std::vector<Task*>(bool reversed)>;

struct Interleaving {
  std::vector<Measurement> sides;
  std::vector<ComparedPair> pairs;  ///< of sides 1, 2, ...
  std::size_t blocks = 0;
  std::size_t rounds = 1;
  std::size_t visit_runs = 1;  ///< runs of each side in one visit that count
  StopReason stop = StopReason::kNone;
};

/// Called where nothing is timed.
using ReportProgress = std::function<void(std::size_t block, double seconds)>;

/// Measures the sides in turn: A B B A, and so on, some runs of each at a time where they are short, so
/// that what changes on the machine reaches all sides alike. Goes on until half the interval of each ratio is below the
/// stop rule's stability, within its limits. Throws what a task throws; an error that comes after `interrupted` was set
/// ends the measurement and is not thrown.
///
/// Where data lies in memory changes speeds by a percent or two, for as long as a session lives. So the tasks are made
/// anew again and again, as often as that takes a fifth of the time: each such round is one look at the ratio.
Interleaving interleave(std::span<const ComparedTask> sides, const InterleavingSettings& settings,
                        const std::atomic<bool>& interrupted, const RenewTasks& renew, const ReportProgress& progress);

}  // namespace ortool
