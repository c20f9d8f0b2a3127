#include "apps/ortool/bench/measurement.h"

#include <chrono>
#include <thread>

#include "apps/ortool/bench/caller_group.h"
#include "apps/ortool/bench/sample_log.h"
#include "ort/error.h"
#include "profiler/statistics.h"
#include "profiler/warm_up.h"

namespace ortool {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

int64_t timed_run(Task& task, const Delay& delay) {
  task.prepare();
  const auto start = Clock::now();
  task.run();
  if (!delay.is_none()) delay.wait(start);
  return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start).count();
}

void sleep_between(double seconds) {
  if (seconds > 0) std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
}

std::vector<double> samples_of(std::span<const std::unique_ptr<SampleLog>> logs) {
  std::vector<double> seconds;
  for (const auto& log : logs) log->append_to(seconds);
  return seconds;
}

/// One caller, in the thread that asks: between two runs only the clock is read and a number stored.
Measurement measure_alone(Task& task, const MeasureSettings& settings, const std::atomic<bool>& interrupted) {
  Measurement result;
  SampleLog log(settings.stop.max_iterations);
  const auto samples = [&log] {
    std::vector<double> seconds;
    log.append_to(seconds);
    return seconds;
  };
  StopRule rule(settings.stop);
  try {
    result.warm_up_iterations = warm_up(task, settings, interrupted);
    const auto start = Clock::now();
    while (result.stop == StopReason::kNone && !interrupted) {
      log.add(timed_run(task, settings.delay));
      result.elapsed_seconds = seconds_since(start);
      if (rule.is_due(log.size(), result.elapsed_seconds)) {
        result.stop = rule.decide(log.size(), result.elapsed_seconds, samples);
      }
      sleep_between(settings.sleep_seconds);
    }
  } catch (const ort::Error&) {
    if (!interrupted) throw;
  }
  if (interrupted) result.stop = StopReason::kInterrupted;
  result.seconds = samples();
  return result;
}

/// Looks at the callers from time to time until the rule is content, one failed, or `interrupted` is set.
StopReason watch(std::span<const std::unique_ptr<SampleLog>> logs, const CallerGroup& callers,
                 const StopSettings& settings, Clock::time_point start, const std::atomic<bool>& interrupted) {
  constexpr std::chrono::milliseconds kLook{20};
  StopRule rule(settings);
  while (!callers.is_stopped() && !interrupted) {
    std::this_thread::sleep_for(kLook);
    std::size_t iterations = 0;
    for (const auto& log : logs) iterations += log->size();
    const double seconds = seconds_since(start);
    if (!rule.is_due(iterations, seconds)) continue;
    const StopReason reason = rule.decide(iterations, seconds, [logs] { return samples_of(logs); });
    if (reason != StopReason::kNone) return reason;
  }
  return StopReason::kInterrupted;
}

Measurement measure_together(std::span<const std::unique_ptr<Task>> tasks, const MeasureSettings& settings,
                             const std::atomic<bool>& interrupted) {
  std::vector<std::unique_ptr<SampleLog>> logs;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    logs.push_back(std::make_unique<SampleLog>(settings.stop.max_iterations / tasks.size() + 1));
  }
  std::atomic<std::size_t> warm_ups{0};
  CallerGroup callers(tasks.size());
  callers.start([&](std::size_t caller) {
    try {
      warm_ups += warm_up(*tasks[caller], settings, interrupted);
      callers.wait_for_all();
      while (!callers.is_stopped() && !interrupted && !logs[caller]->is_full()) {
        logs[caller]->add(timed_run(*tasks[caller], settings.delay));
        sleep_between(settings.sleep_seconds);
      }
    } catch (const ort::Error&) {
      if (!interrupted) throw;
      callers.stop();
    }
  });
  callers.wait_for_all();
  Measurement result;
  const auto start = Clock::now();
  result.stop = watch(logs, callers, settings.stop, start, interrupted);
  result.elapsed_seconds = seconds_since(start);
  callers.stop();
  callers.join();
  result.warm_up_iterations = warm_ups;
  result.seconds = samples_of(logs);
  return result;
}

void leave_out_start(Measurement& measurement) {
  const ort::profiler::WarmUp start = ort::profiler::find_warm_up(measurement.seconds);
  if (start.count == 0) return;
  for (std::size_t i = 0; i < start.count; ++i) measurement.elapsed_seconds -= measurement.seconds[i];
  measurement.seconds.erase(measurement.seconds.begin(),
                            measurement.seconds.begin() + static_cast<std::ptrdiff_t>(start.count));
  measurement.left_out = start.count;
  measurement.start_ratio = start.ratio;
}

class NothingTask final : public Task {
 public:
  void run() override {}
};

}  // namespace

std::size_t warm_up(Task& task, const MeasureSettings& settings, const std::atomic<bool>& interrupted) {
  constexpr std::size_t kAutomaticIterations = 3;
  constexpr double kAutomaticSeconds = 0.2;
  const bool is_automatic = settings.warm_up.is_automatic;
  const std::size_t least = is_automatic ? kAutomaticIterations : settings.warm_up.iterations;
  const double shortest = is_automatic ? kAutomaticSeconds : settings.warm_up.seconds;
  const auto start = Clock::now();
  std::size_t done = 0;
  while (!interrupted && (done < least || seconds_since(start) < shortest)) {
    timed_run(task, settings.delay);
    ++done;
  }
  return done;
}

Measurement measure(std::span<const std::unique_ptr<Task>> tasks, const MeasureSettings& settings,
                    const std::atomic<bool>& interrupted) {
  const bool is_alone = tasks.size() == 1;
  Measurement result =
      is_alone ? measure_alone(*tasks[0], settings, interrupted) : measure_together(tasks, settings, interrupted);
  result.callers = tasks.size();
  if (is_alone && settings.warm_up.is_automatic && settings.sleep_seconds == 0) leave_out_start(result);
  return result;
}

double measuring_cost() {
  constexpr std::size_t kRuns = 2001;
  constexpr double kSecondsPerNanosecond = 1e-9;
  NothingTask nothing;
  std::vector<double> durations;
  for (std::size_t i = 0; i < kRuns; ++i) durations.push_back(static_cast<double>(timed_run(nothing, {})));
  return ort::profiler::percentile(ort::profiler::sorted(durations), 50) * kSecondsPerNanosecond;
}

}  // namespace ortool
