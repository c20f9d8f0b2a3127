#include "apps/ortool/bench/arrivals.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "apps/ortool/bench/caller_group.h"
#include "ort/error.h"

namespace ortool {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

/// A request as it was served, in seconds since the first one could come.
struct Served {
  double arrival = 0;
  double start = 0;
  double end = 0;
};

/// Sleeps almost until `time` and spins for the rest, so that the request starts on time. False when stopped before.
bool wait_until(Clock::time_point time, const CallerGroup& callers, const std::atomic<bool>& interrupted) {
  constexpr std::chrono::milliseconds kLongestSleep{20};
  constexpr std::chrono::microseconds kSpin{200};
  for (;;) {
    if (callers.is_stopped() || interrupted) return false;
    const auto left = time - Clock::now();
    if (left <= Clock::duration::zero()) return true;
    if (left > kSpin) std::this_thread::sleep_for(std::min<Clock::duration>(left - kSpin, kLongestSleep));
  }
}

/// Hands out the arrivals in order.
class Queue {
 public:
  Queue(const ArrivalSettings& settings, double last_arrival, std::size_t least)
      : times_(settings), last_arrival_(last_arrival), least_(least) {}

  /// Nothing when no more requests come.
  std::optional<double> take() {
    const std::lock_guard lock(mutex_);
    const double time = times_.next();
    if (time > last_arrival_ && taken_ >= least_) return std::nullopt;
    ++taken_;
    return time;
  }

 private:
  std::mutex mutex_;
  ArrivalTimes times_;
  const double last_arrival_;
  const std::size_t least_;
  std::size_t taken_ = 0;
};

void serve(Task& task, Queue& queue, const MeasureSettings& settings, Clock::time_point start,
           const CallerGroup& callers, const std::atomic<bool>& interrupted, std::vector<Served>& served) {
  const auto since_start = [start] { return Seconds(Clock::now() - start).count(); };
  while (const auto arrival = queue.take()) {
    task.prepare();
    if (!wait_until(start + std::chrono::duration_cast<Clock::duration>(Seconds(*arrival)), callers, interrupted))
      return;
    if (since_start() > settings.stop.max_seconds) return;
    Served request;
    request.arrival = *arrival;
    request.start = since_start();
    const auto run_start = Clock::now();
    task.run();
    if (!settings.delay.is_none()) settings.delay.wait(run_start);
    request.end = since_start();
    served.push_back(request);
  }
}

Measurement summarize(std::vector<Served> served, const StopSettings& stop, bool was_interrupted) {
  std::ranges::sort(served, {}, &Served::arrival);
  Measurement result;
  for (const Served& request : served) {
    result.seconds.push_back(request.end - request.arrival);
    result.waiting.push_back(request.start - request.arrival);
    result.elapsed_seconds = std::max(result.elapsed_seconds, request.end);
  }
  const bool is_cut_short = result.elapsed_seconds >= stop.max_seconds;
  result.stop = was_interrupted ? StopReason::kInterrupted : is_cut_short ? StopReason::kTime : StopReason::kEnough;
  return result;
}

}  // namespace

double ArrivalTimes::next() {
  if (settings_.process == ArrivalProcess::kConstant) return static_cast<double>(count_++) / settings_.rate;
  const double uniform = (static_cast<double>(random_() >> 11) + 0.5) * 0x1p-53;
  time_ -= std::log(uniform) / settings_.rate;
  return time_;
}

Measurement measure_arrivals(std::span<const std::unique_ptr<Task>> tasks, const MeasureSettings& settings,
                             const ArrivalSettings& arrivals, const std::atomic<bool>& interrupted) {
  Queue queue(arrivals, settings.stop.min_seconds, settings.stop.min_iterations);
  std::vector<std::vector<Served>> served(tasks.size());
  std::atomic<std::size_t> warm_ups{0};
  CallerGroup callers(tasks.size());
  std::atomic<Clock::time_point> start{};
  callers.start([&](std::size_t caller) {
    try {
      warm_ups += warm_up(*tasks[caller], settings, interrupted);
      callers.wait_for_all();
      Clock::time_point expected{};
      start.compare_exchange_strong(expected, Clock::now());
      serve(*tasks[caller], queue, settings, start, callers, interrupted, served[caller]);
    } catch (const ort::Error&) {
      if (!interrupted) throw;
      callers.stop();
    }
  });
  callers.wait_for_all();
  callers.join();
  std::vector<Served> all;
  for (const std::vector<Served>& part : served) all.insert(all.end(), part.begin(), part.end());
  Measurement result = summarize(std::move(all), settings.stop, interrupted);
  result.callers = tasks.size();
  result.warm_up_iterations = warm_ups;
  return result;
}

}  // namespace ortool
