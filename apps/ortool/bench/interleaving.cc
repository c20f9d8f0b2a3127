#include "apps/ortool/bench/interleaving.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <limits>
#include <thread>

#include "ort/error.h"

namespace ortool {
namespace {

using Clock = std::chrono::steady_clock;
using ort::profiler::percentile;
using ort::profiler::sorted;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

double median_of(std::span<const double> values) { return percentile(sorted(values), 50); }

/// How often a visit runs each side: for some tenths of a millisecond, so that a block is over before the scheduler has
/// moved other work to and fro, with a few runs at least for a median where runs are short; once where a run takes that
/// long by itself.
std::size_t runs_per_visit(double shortest_run_seconds) {
  constexpr double kVisitSeconds = 3e-4;
  constexpr double kMost = 300;
  return static_cast<std::size_t>(std::clamp(std::round(kVisitSeconds / shortest_run_seconds), 1.0, kMost));
}

/// The sides with what was measured of them so far.
class Blocks {
 public:
  Blocks(std::span<const ComparedTask> sides, const InterleavingSettings& settings)
      : sides_(sides.begin(), sides.end()), settings_(settings), samples_(sides.size()), pairs_(sides.size() - 1) {}

  void warm_up_all(const std::atomic<bool>& interrupted) {
    double shortest = std::numeric_limits<double>::infinity();
    for (std::size_t side = 0; side < sides_.size(); ++side) {
      MeasureSettings warm_up_settings;
      warm_up_settings.warm_up = settings_.warm_up;
      warm_up_settings.delay = sides_[side].delay;
      warm_ups_.push_back(warm_up(*sides_[side].task, warm_up_settings, interrupted));
      shortest = std::min(shortest, typical_run(side, interrupted));
    }
    visit_runs_ = runs_per_visit(shortest);
  }

  /// Goes on with other tasks, whose first runs do not count.
  void begin_round(const std::vector<Task*>& tasks) {
    constexpr int kFirstRuns = 3;
    ++round_;
    for (std::size_t side = 0; side < sides_.size(); ++side) {
      sides_[side].task = tasks[side];
      for (int run = 0; run < kFirstRuns; ++run) run_once(side);
    }
  }

  /// One block: every side twice, the second time in the opposite order, each block beginning with another side.
  void measure(std::size_t block) {
    const std::size_t count = sides_.size();
    std::vector<std::array<double, 2>> typical(count);
    for (std::size_t step = 0; step < 2 * count; ++step) {
      const std::size_t place = step < count ? step : 2 * count - 1 - step;
      const std::size_t side = (place + block) % count;
      typical[side][step < count ? 0 : 1] = visit(side);
      if (settings_.sleep_seconds > 0)
        std::this_thread::sleep_for(std::chrono::duration<double>(settings_.sleep_seconds));
    }
    for (std::size_t side = 1; side < count; ++side) pairs_[side - 1].push_back({typical[0], typical[side], round_});
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
    const double enough = settings_.stop.stability;
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
    result.rounds = round_ + 1;
    result.visit_runs = visit_runs_;
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
    if (visit_runs_ > 1) run_once(side);
    for (std::size_t i = 0; i < visit_runs_; ++i) runs.push_back(run_once(side));
    samples_[side].insert(samples_[side].end(), runs.begin(), runs.end());
    return median_of(runs);
  }

  std::vector<ComparedTask> sides_;
  const InterleavingSettings& settings_;
  std::vector<std::vector<double>> samples_;
  std::vector<std::vector<ort::profiler::PairedBlock>> pairs_;
  std::size_t visit_runs_ = 1;
  std::size_t round_ = 0;
  std::vector<std::size_t> warm_ups_;
};

/// When it is time for the next round.
class Rounds {
 public:
  explicit Rounds(const RenewTasks& renew) : renew_(renew) {}

  /// After each block: begins a new round if the one in progress has gone on for long enough.
  void advance(Blocks& blocks) {
    ++blocks_in_round_;
    if (blocks_in_round_ < kFewestBlocks || seconds_since(start_) < std::max(kShortest, kTimesRenewing * renewing_))
      return;
    reversed_ = !reversed_;
    const auto renewal = Clock::now();
    blocks.begin_round(renew_(reversed_));
    renewing_ = seconds_since(renewal);
    start_ = Clock::now();
    blocks_in_round_ = 0;
  }

 private:
  static constexpr std::size_t kFewestBlocks = 2;
  static constexpr double kShortest = 0.05;
  static constexpr double kTimesRenewing = 4;

  const RenewTasks& renew_;
  Clock::time_point start_ = Clock::now();
  double renewing_ = 0;
  std::size_t blocks_in_round_ = 0;
  bool reversed_ = false;
};

}  // namespace

Interleaving interleave(std::span<const ComparedTask> sides, const InterleavingSettings& settings,
                        const std::atomic<bool>& interrupted, const RenewTasks& renew, const ReportProgress& progress) {
  constexpr double kGrowth = 1.25;
  const StopSettings& stop = settings.stop;
  Blocks blocks(sides, settings);
  StopReason reason = StopReason::kNone;
  try {
    blocks.warm_up_all(interrupted);
    Rounds rounds(renew);
    const auto start = Clock::now();
    double next_look = stop.min_seconds;
    for (std::size_t block = 0; reason == StopReason::kNone && !interrupted; ++block) {
      blocks.measure(block);
      const double seconds = seconds_since(start);
      progress(block + 1, seconds);
      if (block + 1 >= stop.max_iterations) reason = StopReason::kIterations;
      if (seconds >= stop.max_seconds) reason = StopReason::kTime;
      if (reason == StopReason::kNone) rounds.advance(blocks);
      if (block + 1 < stop.min_iterations || seconds < next_look) continue;
      if (stop.stability <= 0) {
        reason = StopReason::kEnough;
      } else if (blocks.is_decided()) {
        reason = StopReason::kStable;
      }
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
