#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "apps/ortool/bench/delay.h"
#include "apps/ortool/bench/stop_rule.h"
#include "apps/ortool/bench/task.h"

namespace ortool {

/// What runs before anything is recorded. Neither given: at least 3 runs and 0.2 s, and what still looks like a start
/// is left out of the samples afterwards.
struct WarmUpSettings {
  std::size_t iterations = 0;
  double seconds = 0;
  bool is_automatic = true;
};

struct MeasureSettings {
  WarmUpSettings warm_up;
  StopSettings stop;
  double sleep_seconds = 0;  ///< between the runs of a caller
  Delay delay;
};

/// The durations of runs, as they came.
struct Measurement {
  std::vector<double> seconds;  ///< in order; of several callers, one after the other
  std::vector<double> waiting;  ///< with arrivals at a rate: the part of each before its run began
  double elapsed_seconds = 0;   ///< from the first recorded run to the end of the last one
  std::size_t callers = 1;
  std::size_t warm_up_iterations = 0;  ///< not recorded
  std::size_t left_out = 0;            ///< recorded at first, and found to belong to the warm-up
  double start_ratio = 1;              ///< their median over that of the rest
  StopReason stop = StopReason::kNone;
};

/// Each task is run over and over by a thread of its own (a single one by the caller's) until the stop rule is content
/// or `interrupted` is set. Throws what a task throws, once all threads have ended; an error that comes after
/// `interrupted` was set ends the measurement and is not thrown.
Measurement measure(std::span<const std::unique_ptr<Task>> tasks, const MeasureSettings& settings,
                    const std::atomic<bool>& interrupted);

/// Runs the task as often as the settings ask for before anything is recorded, and tells how often. Throws what the
/// task throws.
std::size_t warm_up(Task& task, const MeasureSettings& settings, const std::atomic<bool>& interrupted);

/// What a measured run that does nothing takes, in seconds: the median cost of measuring.
double measuring_cost();

}  // namespace ortool
