#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "apps/ortool/bench/arrivals.h"
#include "apps/ortool/bench/caller_group.h"
#include "apps/ortool/bench/interleaving.h"
#include "apps/ortool/bench/measurement.h"
#include "apps/ortool/bench/sweep.h"
#include "apps/ortool/quantity.h"
#include "ort/error.h"

namespace ortool {
namespace {

/// Counts its runs; fails at a chosen one.
class CountingTask final : public Task {
 public:
  explicit CountingTask(std::atomic<int>& runs, int failing_run = 0) : runs_(runs), failing_run_(failing_run) {}

  void run() override {
    if (++runs_ == failing_run_) throw ort::Error(ort::ErrorCode::kFail, ort::ErrorKind::kNode, "broken");
  }

 private:
  std::atomic<int>& runs_;
  const int failing_run_;
};

std::vector<std::unique_ptr<Task>> tasks_of(std::atomic<int>& runs, std::size_t count, int failing_run = 0) {
  std::vector<std::unique_ptr<Task>> tasks;
  for (std::size_t i = 0; i < count; ++i) tasks.push_back(std::make_unique<CountingTask>(runs, failing_run));
  return tasks;
}

MeasureSettings quick_settings(std::size_t iterations) {
  MeasureSettings settings;
  settings.warm_up = {2, 0, false};
  settings.stop.min_iterations = settings.stop.max_iterations = iterations;
  settings.stop.min_seconds = 0;
  settings.stop.stability = 0;
  return settings;
}

TEST(Quantity, IsParsed) {
  EXPECT_DOUBLE_EQ(parse_quantity("12ms")->value, 0.012);
  EXPECT_DOUBLE_EQ(parse_quantity("1e3us")->value, 1e-3);
  EXPECT_DOUBLE_EQ(parse_quantity("2 GiB")->value, 2.0 * (1 << 30));
  EXPECT_EQ(parse_quantity("3%")->unit, Unit::kPercent);
  EXPECT_EQ(parse_quantity("-4")->unit, Unit::kNone);
  for (const char* text : {"", "ms", "1x", "1e", "--1", "inf", "nan"}) EXPECT_FALSE(parse_quantity(text)) << text;
  EXPECT_DOUBLE_EQ(parse_seconds("3", "--min-time"), 3);
  EXPECT_THROW(parse_seconds("3MB", "--min-time"), ort::Error);
  EXPECT_THROW(parse_seconds("-1s", "--min-time"), ort::Error);
  EXPECT_DOUBLE_EQ(parse_share("3", "--stability"), 0.03);
  EXPECT_THROW(parse_share("3ms", "--stability"), ort::Error);
}

TEST(Quantity, IsWritten) {
  EXPECT_EQ(quantity_text({0.0123, Unit::kTime}), "12.3 ms");
  EXPECT_EQ(quantity_text({1.5 * 1024 * 1024, Unit::kBytes}), "1.5 MiB");
  EXPECT_EQ(time_text(2e-7), "200 ns");
  EXPECT_EQ(time_text(3), "3 s");
}

TEST(Measure, CountsAndWarmsUp) {
  std::atomic<int> runs{0};
  const std::atomic<bool> interrupted{false};
  const Measurement one = measure(tasks_of(runs, 1), quick_settings(50), interrupted);
  EXPECT_EQ(one.seconds.size(), 50u);
  EXPECT_EQ(one.warm_up_iterations, 2u);
  EXPECT_EQ(runs, 52);
  EXPECT_EQ(one.stop, StopReason::kIterations);
  const Measurement three = measure(tasks_of(runs, 3), quick_settings(60), interrupted);
  EXPECT_EQ(three.callers, 3u);
  EXPECT_EQ(three.warm_up_iterations, 6u);
  EXPECT_GE(three.seconds.size(), 60u);
  EXPECT_LE(three.seconds.size(), 63u);
}

TEST(Measure, ErrorsReachTheCaller) {
  std::atomic<int> runs{0};
  const std::atomic<bool> interrupted{false};
  EXPECT_THROW(measure(tasks_of(runs, 1, 10), quick_settings(50), interrupted), ort::Error);
  runs = 0;
  EXPECT_THROW(measure(tasks_of(runs, 3, 10), quick_settings(50), interrupted), ort::Error);
  runs = 0;
  EXPECT_THROW(measure(tasks_of(runs, 3, 1), quick_settings(50), interrupted), ort::Error) << "while warming up";
}

TEST(Measure, AnInterruptionEndsIt) {
  std::atomic<int> runs{0};
  const std::atomic<bool> interrupted{true};
  for (const std::size_t callers : {1, 2}) {
    const Measurement none = measure(tasks_of(runs, callers), quick_settings(50), interrupted);
    EXPECT_EQ(none.stop, StopReason::kInterrupted);
    EXPECT_EQ(runs, 0);
  }
}

TEST(CallerGroup, AFailureFreesTheOthers) {
  CallerGroup group(3);
  group.start([&](std::size_t caller) {
    if (caller == 1) throw std::runtime_error("broken");
    group.wait_for_all();
  });
  group.wait_for_all();
  EXPECT_THROW(group.join(), std::runtime_error);
}

TEST(ArrivalTimes, AreAsAskedFor) {
  ArrivalTimes constant({100, ArrivalProcess::kConstant, 0});
  EXPECT_DOUBLE_EQ(constant.next(), 0);
  EXPECT_DOUBLE_EQ(constant.next(), 0.01);
  ArrivalTimes poisson({100, ArrivalProcess::kPoisson, 7});
  ArrivalTimes same({100, ArrivalProcess::kPoisson, 7});
  double last = 0;
  double squares = 0;
  constexpr int kCount = 20000;
  for (int i = 0; i < kCount; ++i) {
    const double time = poisson.next();
    EXPECT_EQ(time, same.next());
    squares += (time - last) * (time - last);
    last = time;
  }
  EXPECT_NEAR(last / kCount, 0.01, 0.0003);
  EXPECT_NEAR(std::sqrt(squares / kCount), 0.01 * std::sqrt(2.0), 0.0006) << "exponential distances";
}

TEST(Arrivals, LatencyCountsFromTheArrival) {
  std::atomic<int> runs{0};
  const std::atomic<bool> interrupted{false};
  MeasureSettings settings = quick_settings(20);
  settings.delay.seconds = 0.002;
  const Measurement measurement =
      measure_arrivals(tasks_of(runs, 1), settings, {10000, ArrivalProcess::kConstant, 0}, interrupted);
  ASSERT_EQ(measurement.seconds.size(), 20u);
  EXPECT_GE(measurement.seconds.back(), 20 * 0.002 - 19 * 0.0001) << "they queue up";
  EXPECT_GE(measurement.waiting.back(), 19 * 0.002 - 19 * 0.0001);
  EXPECT_LT(measurement.waiting.back(), measurement.seconds.back());
}

TEST(Interleave, FindsAKnownDelayAndCountsEveryRun) {
  std::atomic<int> runs{0};
  const std::atomic<bool> interrupted{false};
  CountingTask first(runs);
  CountingTask second(runs);
  const std::vector<ComparedTask> sides = {{&first, {1e-4, 0}}, {&second, {2e-4, 0}}};
  InterleavingSettings settings;
  settings.warm_up = {1, 0, false};
  settings.stop.min_iterations = 40;
  settings.stop.min_seconds = 0;
  settings.stop.max_iterations = 40;
  int renewals = 0;
  const Interleaving result = interleave(
      sides, settings, interrupted,
      [&](bool) {
        ++renewals;
        return std::vector<Task*>{&first, &second};
      },
      [](std::size_t, double) {});
  EXPECT_EQ(result.blocks, 40u);
  EXPECT_EQ(result.rounds, static_cast<std::size_t>(renewals) + 1);
  ASSERT_EQ(result.sides.size(), 2u);
  EXPECT_EQ(result.sides[0].seconds.size(), 40 * 2 * result.visit_runs);
  EXPECT_EQ(result.sides[1].seconds.size(), 40 * 2 * result.visit_runs);
  ASSERT_EQ(result.pairs.size(), 1u);
  EXPECT_EQ(result.pairs[0].verdict, ort::profiler::Verdict::kSlower);
}

Variant base() { return {"m.onnx", "m.onnx", {}, IoMode::kHost, {}}; }

TEST(Variant, SettingsAreApplied) {
  const Variant variant =
      with_settings(base(), "threads=2,opt=none,io=device,delay=3%,providers=cuda:{device_id=1},cpu");
  EXPECT_EQ(variant.session.session_options().intra_op_num_threads, 2);
  EXPECT_EQ(variant.session.optimization(), "none");
  EXPECT_EQ(variant.io, IoMode::kDevice);
  EXPECT_DOUBLE_EQ(variant.delay.share, 0.03);
  ASSERT_EQ(variant.session.providers().size(), 2u);
  EXPECT_EQ(variant.session.providers()[1].name, "cpu");
}

TEST(Variant, LaterDimsReplaceEarlierOnes) {
  Variant variant = base();
  apply_setting(variant, "dim", "batch=2");
  apply_setting(variant, "dim", "seq=3");
  apply_setting(variant, "dim", "batch=8");
  EXPECT_EQ(variant.session.dims(), (std::map<std::string, int64_t>{{"batch", 8}, {"seq", 3}}));
}

TEST(Variant, BadSettings) {
  for (const char* text : {"threads", "=2", "threads=many", "threads=-1", "opt=fast", "treads=2", "io=disk", "delay=3",
                           "delay=-3%", "providers=abacus", "dim=batch", ""}) {
    EXPECT_THROW(with_settings(base(), text), ort::Error) << text;
  }
}

TEST(Sweep, AllCombinations) {
  const std::vector<Variant> cells = sweep_variants(base(), "threads=1,2;opt=none,all");
  ASSERT_EQ(cells.size(), 4u);
  EXPECT_EQ(cells[0].label, "threads=1,opt=none");
  EXPECT_EQ(cells[3].label, "threads=2,opt=all");
  EXPECT_EQ(cells[3].session.session_options().intra_op_num_threads, 2);
  EXPECT_EQ(sweep_variants(base(), "dim=batch=1,8")[1].session.dims().at("batch"), 8);
  EXPECT_EQ(sweep_variants(base(), "providers={cuda,cpu},cpu").size(), 2u);
}

TEST(Sweep, BadTexts) {
  for (const char* text : {"", "threads", "threads=", "threads=1;threads=2", "threads=1,x", "speed=1,2"}) {
    EXPECT_THROW(sweep_variants(base(), text), ort::Error) << text;
  }
  std::string many = "threads=1";
  for (int i = 2; i < 1002; ++i) many += "," + std::to_string(i);
  EXPECT_THROW(sweep_variants(base(), many), ort::Error);
}

}  // namespace
}  // namespace ortool
