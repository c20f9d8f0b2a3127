#include <chrono>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "tests/session/model_bytes.h"
#include "tests/session/profiled_session.h"

namespace ort::test {
namespace {

using nlohmann::json;

TEST_F(Profiling, IsOffByDefault) {
  InferenceSession session(digits_path());
  session.run({}, {{"image", digit_picture(4)}});
  EXPECT_EQ(session.end_profiling(), "");
  EXPECT_EQ(session.get_profiling_start_time_ns(), 0);
}

TEST_F(Profiling, EndsOnceAndTheSessionGoesOn) {
  InferenceSession session(digits_path(), options_);
  const std::string path = session.end_profiling();
  EXPECT_EQ(session.end_profiling(), "");
  session.run({}, {{"image", digit_picture(4)}});
  EXPECT_TRUE(nodes_of(events_of(path)).empty());
}

TEST_F(Profiling, StartTimeLiesBetweenTheMomentsAround) {
  const auto now = [] {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
  };
  const auto before = now();
  const InferenceSession first(digits_path(), options_);
  const InferenceSession second(digits_path(), options_);
  EXPECT_GE(first.get_profiling_start_time_ns(), before);
  EXPECT_GE(second.get_profiling_start_time_ns(), first.get_profiling_start_time_ns());
  EXPECT_LE(second.get_profiling_start_time_ns(), now());
}

TEST_F(Profiling, WarmUpRunsAreMarkedAndSkippedOnesHaveNoNodes) {
  InferenceSession session(digits_path(), options_);
  RunOptions warm_up;
  warm_up.add_run_config_entry("profiling.warm_up", "1");
  RunOptions skipped;
  skipped.add_run_config_entry("profiling.skip", "1");
  session.run({}, {{"image", digit_picture(4)}}, &warm_up);
  session.run({}, {{"image", digit_picture(4)}}, &skipped);
  session.run({}, {{"image", digit_picture(4)}});
  const json events = events_of(session.end_profiling());
  const json runs = events_named(events, "model_run");
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_TRUE(runs[0].at("args").at("warm_up").get<bool>());
  EXPECT_FALSE(runs[1].at("args").contains("warm_up"));
  EXPECT_EQ(events_named(events, "unprofiled_run").size(), 1u);
  std::set<int64_t> recorded;
  for (const json& node : nodes_of(events)) recorded.insert(node.at("args").at("run").get<int64_t>());
  EXPECT_EQ(recorded, (std::set<int64_t>{runs[0].at("args").at("run"), runs[1].at("args").at("run")}));
}

TEST_F(Profiling, ARunMayHaveATraceOfItsOwn) {
  const InferenceSession session(digits_path());
  RunOptions run;
  run.enable_profiling = true;
  run.profile_file_prefix = prefix();
  session.run({}, {{"image", digit_picture(4)}}, &run);
  session.run({}, {{"image", digit_picture(4)}}, &run);
  ASSERT_EQ(files().size(), 2u);
  for (const auto& file : files()) {
    const json events = events_of(file);
    EXPECT_EQ(events_named(events, "model_run").size(), 1u);
    EXPECT_FALSE(nodes_of(events).empty());
  }
}

TEST_F(Profiling, AProfiledSessionKeepsItsRunsInItsOwnTrace) {
  std::vector<std::string> warnings;
  set_logger([&](LoggingLevel level, std::string_view, std::string_view message) {
    if (level == LoggingLevel::kWarning) warnings.emplace_back(message);
  });
  InferenceSession session(digits_path(), options_);
  RunOptions run;
  run.enable_profiling = true;
  run.profile_file_prefix = (folder_ / "run").string();
  session.run({}, {{"image", digit_picture(4)}}, &run);
  set_logger({});
  EXPECT_EQ(files().size(), 1u);
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_NE(warnings[0].find("trace of its session"), std::string::npos) << warnings[0];
}

TEST_F(Profiling, AFailedRunLeavesAValidTrace) {
  InferenceSession session(model_bytes("g (int64[N] x, int64[N] y) => (int64[N] z) { a = Add(x, x) z = Div(a, y) }"),
                           options_);
  const auto numbers = [](int64_t value) {
    return OrtValue::from_vector(std::vector<int64_t>{value}, std::vector<int64_t>{1});
  };
  EXPECT_THROW(session.run({}, {{"x", numbers(1)}, {"y", numbers(0)}}), Error);
  session.run({}, {{"x", numbers(1)}, {"y", numbers(1)}});
  const json events = events_of(session.end_profiling());
  EXPECT_EQ(events_named(events, "model_run").size(), 2u);
  EXPECT_EQ(nodes_of(events).size(), 3u);
}

TEST_F(Profiling, ManyThreadsShareOneTrace) {
  InferenceSession session(digits_path(), options_);
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      for (int run = 0; run < 25; ++run) session.run({}, {{"image", digit_picture(run % 10)}});
    });
  }
  for (std::thread& caller : callers) caller.join();
  const json events = events_of(session.end_profiling());
  EXPECT_EQ(events_named(events, "model_run").size(), 100u);
  std::set<int64_t> runs;
  for (const json& run : events_named(events, "model_run")) runs.insert(run.at("args").at("run").get<int64_t>());
  EXPECT_EQ(runs.size(), 100u);
}

TEST_F(Profiling, AnObserverSeesTheRunAsWell) {
  struct Counter final : RunObserver {
    void on_node_end(const NodeRecord&, std::span<const OrtValue>, std::span<const OrtValue>) override { ++nodes; }
    int nodes = 0;
  } counter;
  InferenceSession session(model_bytes(kChain), options_);
  RunOptions run;
  run.observer = &counter;
  session.run({}, {{"x", floats({1, 2}, {2})}}, &run);
  EXPECT_EQ(counter.nodes, 3);
  EXPECT_EQ(nodes_of(events_of(session.end_profiling())).size(), 3u);
}

}  // namespace
}  // namespace ort::test
