#include "apps/ortool/bench/interleaving.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>

#include "ort/error.h"

namespace ortool {
namespace {

using Clock = std::chrono::steady_clock;
using ort::profiler::percentile;
using ort::profiler::sorted;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

double median_of(std::span<const double> values) { return percentile(sorted(values), 50); }

/// How often a visit to a task runs it: for about a few milliseconds, so that one visit outlives the caches' memory of
/// the other side and a median leaves out what disturbs a single run; once where a run takes that long by itself.
std::size_t runs_per_visit(double run_seconds) {
  constexpr double kVisitSeconds = 4e-3;
  constexpr double kMost = 500;
  return static_cast<std::size_t>(std::clamp(std::round(kVisitSeconds / run_seconds), 1.0, kMost));
}

/// The sides with what was measured of them so far.
class Blocks {
 public:
  Blocks(std::span<const ComparedTask> sides, const InterleavingSettings& settings)
      : sides_(sides), settings_(settings), samples_(sides.size()), pairs_(sides.size() - 1), visits_(sides.size()) {}

  void warm_up_all(const std::atomic<bool>& interrupted) {
    for (std::size_t side = 0; side < sides_.size(); ++side) {
      MeasureSettings warm_up_settings;
      warm_up_settings.warm_up = settings_.warm_up;
      warm_up_settings.delay = sides_[side].delay;
      warm_ups_.push_back(warm_up(*sides_[side].task, warm_up_settings, interrupted));
      visits_[side] = runs_per_visit(typical_run(side, interrupted));
    }
  }

  /// One block: every side twice, the second time in the opposite order, each block beginning with another side.
  void measure(std::size_t block) {
    const std::size_t count = sides_.size();
    std::vector<double> typical(count, 0);
    for (std::size_t step = 0; step < 2 * count; ++step) {
      const std::size_t place = step < count ? step : 2 * count - 1 - step;
      const std::size_t side = (place + block) % count;
      typical[side] += visit(side) / 2;
      if (settings_.sleep_seconds > 0)
        std::this_thread::sleep_for(std::chrono::duration<double>(settings_.sleep_seconds));
    }
    for (std::size_t side = 1; side < count; ++side) pairs_[side - 1].push_back({typical[0], typical[side]});
  }

  std::vector<ComparedPair> judge_all() const {
    std::vector<ComparedPair> judged;
    for (const auto& blocks : pairs_) {
      ComparedPair pair;
      pair.ratio = ort::profiler::ratio_interval(blocks, 0.95, settings_.seed);
      pair.verdict = ort::profiler::judge(pair.ratio, settings_.equivalence);
      judged.push_back(pair);
    }
    return judged;
  }

  /// Whether each ratio is known so well that more blocks would hardly change a verdict.
  bool is_decided() const {
    const double enough = settings_.equivalence / 3;
    return std::ranges::all_of(judge_all(), [enough](const ComparedPair& pair) {
      return pair.ratio.interval.half_width() <= enough * pair.ratio.ratio;
    });
  }

  Interleaving result() const {
    Interleaving result;
    for (std::size_t side = 0; side < sides_.size(); ++side) {
      Measurement measurement;
      measurement.seconds = samples_[side];
      for (const double seconds : samples_[side]) measurement.elapsed_seconds += seconds;
      measurement.warm_up_iterations = side < warm_ups_.size() ? warm_ups_[side] : 0;
      result.sides.push_back(std::move(measurement));
    }
    result.pairs = judge_all();
    result.blocks = pairs_.front().size();
    result.visit_runs = visits_;
    return result;
  }

 private:
  double run_once(std::size_t side) {
    Task& task = *sides_[side].task;
    task.prepare();
    const auto start = Clock::now();
    task.run();
    if (!sides_[side].delay.is_none()) sides_[side].delay.wait(start);
    return seconds_since(start);
  }

  double typical_run(std::size_t side, const std::atomic<bool>& interrupted) {
    constexpr int kRuns = 5;
    std::vector<double> runs = {run_once(side)};
    while (runs.size() < kRuns && !interrupted) runs.push_back(run_once(side));
    return median_of(runs);
  }

  /// The median of the runs of a visit. Where there are several, one more before them brings the side's data back into
  /// the caches and does not count.
  double visit(std::size_t side) {
    std::vector<double> runs;
    if (visits_[side] > 1) run_once(side);
    for (std::size_t i = 0; i < visits_[side]; ++i) runs.push_back(run_once(side));
    samples_[side].insert(samples_[side].end(), runs.begin(), runs.end());
    return median_of(runs);
  }

  const std::span<const ComparedTask> sides_;
  const InterleavingSettings& settings_;
  std::vector<std::vector<double>> samples_;
  std::vector<std::vector<ort::profiler::PairedBlock>> pairs_;
  std::vector<std::size_t> visits_;
  std::vector<std::size_t> warm_ups_;
};

}  // namespace

Interleaving interleave(std::span<const ComparedTask> sides, const InterleavingSettings& settings,
                        const std::atomic<bool>& interrupted,
                        const std::function<void(std::size_t, double)>& between_visits) {
  constexpr double kGrowth = 1.25;
  const StopSettings& stop = settings.stop;
  Blocks blocks(sides, settings);
  StopReason reason = StopReason::kNone;
  try {
    blocks.warm_up_all(interrupted);
    const auto start = Clock::now();
    double next_look = stop.min_seconds;
    for (std::size_t block = 0; reason == StopReason::kNone && !interrupted; ++block) {
      blocks.measure(block);
      const double seconds = seconds_since(start);
      if (between_visits) between_visits(block + 1, seconds);
      if (block + 1 >= stop.max_iterations) reason = StopReason::kIterations;
      if (seconds >= stop.max_seconds) reason = StopReason::kTime;
      if (block + 1 < stop.min_iterations || seconds < next_look) continue;
      if (blocks.is_decided()) reason = StopReason::kStable;
      next_look = seconds * kGrowth;
    }
  } catch (const ort::Error&) {
    if (!interrupted) throw;
  }
  Interleaving result = blocks.result();
  result.stop = interrupted ? StopReason::kInterrupted : reason;
  return result;
}

}  // namespace ortool
