#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <thread>

#include "ort/ort.h"
#include "tests/session/model_bytes.h"

namespace ort::test {
namespace {

using nlohmann::json;

constexpr const char* kChain = "g (float[N] x) => (float[N] y) { a = Add(x, x) b = Relu(a) y = Mul(b, x) }";

class Profiling : public ::testing::Test {
 protected:
  void SetUp() override {
    char folder[] = "/tmp/profiling_test_XXXXXX";
    ASSERT_NE(mkdtemp(folder), nullptr);
    folder_ = folder;
    options_.enable_profiling = true;
    options_.profile_file_prefix = prefix();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string prefix() const { return (folder_ / "profile").string(); }

  static std::string text_of(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
  static json events_of(const std::filesystem::path& path) { return json::parse(text_of(path)); }

  static json events_named(const json& events, const std::string& name) {
    json found = json::array();
    for (const json& event : events) {
      if (event.at("name") == name) found.push_back(event);
    }
    return found;
  }
  static json nodes_of(const json& events) {
    json found = json::array();
    for (const json& event : events) {
      if (event.at("cat") == "Node") found.push_back(event);
    }
    return found;
  }

  /// The digits model, run `runs` times on a picture.
  json digits_events(int runs = 2) {
    InferenceSession session(digits_path(), options_);
    for (int i = 0; i < runs; ++i) session.run({}, {{"image", digit_picture(4)}});
    return events_of(session.end_profiling());
  }

  std::vector<std::filesystem::path> files() const {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) found.push_back(entry.path());
    return found;
  }

  std::filesystem::path folder_;
  SessionOptions options_;
};

TEST_F(Profiling, NamesTheFileAfterPrefixAndLocalTime) {
  InferenceSession session(digits_path(), options_);
  const std::string path = session.end_profiling();
  const std::string tail = path.substr(prefix().size());
  EXPECT_TRUE(path.starts_with(prefix())) << path;
  ASSERT_EQ(tail.size(), std::string("_2026-08-03_13-46-44_786.json").size()) << tail;
  EXPECT_EQ(tail[0], '_');
  EXPECT_EQ(tail[11], '_');
  EXPECT_TRUE(tail.ends_with(".json"));
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST_F(Profiling, TwoSessionsAtOnceHaveFilesOfTheirOwn) {
  InferenceSession first(digits_path(), options_);
  InferenceSession second(digits_path(), options_);
  EXPECT_NE(first.end_profiling(), second.end_profiling());
}

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

// ONNX Runtime's own test of its file: brackets alone, the load first, these words in every line between.
TEST_F(Profiling, LinesAreThoseOfOnnxRuntime) {
  InferenceSession session(digits_path(), options_);
  session.run({}, {{"image", digit_picture(4)}});
  std::istringstream text(text_of(session.end_profiling()));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  ASSERT_GT(lines.size(), 5u);
  EXPECT_EQ(lines.front(), "[");
  EXPECT_NE(lines[1].find("model_loading_uri"), std::string::npos) << lines[1];
  EXPECT_EQ(lines.back(), "]");
  for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
    for (const char* word : {"pid", "dur", "ts", "ph", "X", "name", "args"})
      EXPECT_NE(lines[i].find(word), std::string::npos) << word << " in " << lines[i];
  }
  EXPECT_TRUE(lines[1].starts_with("{\"cat\" : \"Session\",\"pid\" :")) << lines[1];
  EXPECT_NE(lines[1].find(",\"tid\" :"), std::string::npos);
  EXPECT_NE(lines[1].find(",\"ts\" :0,\"ph\" : \"X\",\"name\" :\"model_loading_uri\",\"args\" : {}}"),
            std::string::npos)
      << lines[1];
}

TEST_F(Profiling, EveryEventHasCategoryNameAndWholeTimes) {
  for (const json& event : digits_events()) {
    EXPECT_TRUE(event.at("cat").is_string());
    EXPECT_FALSE(event.at("name").get<std::string>().empty());
    for (const char* key : {"ts", "dur", "pid", "tid"}) {
      ASSERT_TRUE(event.at(key).is_number_integer()) << key << " of " << event;
      EXPECT_GE(event.at(key), 0);
    }
    EXPECT_EQ(event.at("pid"), getpid());
  }
}

TEST_F(Profiling, EventsAreSortedByStartAndThenTheLongerFirst) {
  const json events = digits_events();
  for (std::size_t i = 1; i < events.size(); ++i) {
    const auto key = [&](std::size_t at) {
      return std::pair(events[at].at("ts").get<int64_t>(), -events[at].at("dur").get<int64_t>());
    };
    EXPECT_LE(key(i - 1), key(i)) << i;
  }
}

TEST_F(Profiling, EventsOfAThreadNest) {
  std::map<int64_t, std::vector<int64_t>> open_ends;
  for (const json& event : digits_events(20)) {
    if (event.at("ph") != "X") continue;
    const int64_t start = event.at("ts");
    const int64_t end = start + event.at("dur").get<int64_t>();
    std::vector<int64_t>& open = open_ends[event.at("tid")];
    while (!open.empty() && open.back() <= start) open.pop_back();
    if (!open.empty()) {
      EXPECT_LE(end, open.back()) << event;
    }
    open.push_back(end);
  }
}

TEST_F(Profiling, SessionEventsAreThoseOfOnnxRuntime) {
  const json events = digits_events(3);
  EXPECT_EQ(events_named(events, "model_loading_uri").size(), 1u);
  EXPECT_EQ(events_named(events, "session_initialization").size(), 1u);
  EXPECT_EQ(events_named(events, "model_run").size(), 3u);
  EXPECT_EQ(events_named(events, "SequentialExecutor::Execute").size(), 3u);
  for (const json& event : events_named(events, "model_run")) EXPECT_EQ(event.at("cat"), "Session");
}

TEST_F(Profiling, AModelFromMemoryIsSaidToBeOne) {
  InferenceSession session(model_bytes(kChain), options_);
  const json events = events_of(session.end_profiling());
  EXPECT_EQ(events_named(events, "model_loading_array").size(), 1u);
  EXPECT_TRUE(events_named(events, "model_loading_uri").empty());
}

TEST_F(Profiling, NodeEventsCarryWhatReadersNeed) {
  std::set<std::string> names;
  for (const json& node : nodes_of(digits_events(1))) {
    const std::string name = node.at("name");
    EXPECT_TRUE(name.ends_with("_kernel_time")) << name;
    EXPECT_TRUE(names.insert(name).second) << name << " stands twice";
    const json& args = node.at("args");
    EXPECT_EQ(args.at("provider"), "CPUExecutionProvider");
    for (const char* key : {"op_name", "node_index", "activation_size", "parameter_size", "output_size"})
      EXPECT_TRUE(args.at(key).is_string()) << key;
    for (const char* key : {"input_type_shape", "output_type_shape"}) EXPECT_TRUE(args.at(key).is_array()) << key;
    EXPECT_EQ(args.at("run"), 1);
    EXPECT_GE(args.at("dur_ns"), 0);
    EXPECT_EQ(node.at("ts"), args.at("start_ns").get<int64_t>() / 1000);
  }
  EXPECT_GE(names.size(), 5u);
}

TEST_F(Profiling, SizesAndShapesAreThoseOfTheNode) {
  InferenceSession session(model_bytes("g (float[2,3] x) => (float[2,3] y) <float[3] w = {1,2,3}> { y = Add(x, w) }"),
                           options_);
  session.run({}, {{"x", floats({1, 2, 3, 4, 5, 6}, {2, 3})}});
  const json nodes = nodes_of(events_of(session.end_profiling()));
  ASSERT_EQ(nodes.size(), 1u);
  const json& args = nodes[0].at("args");
  EXPECT_EQ(args.at("activation_size"), "24");
  EXPECT_EQ(args.at("parameter_size"), "12");
  EXPECT_EQ(args.at("output_size"), "24");
  EXPECT_EQ(args.at("input_type_shape"), json::parse(R"([{"float":[2,3]},{"float":[3]}])"));
  EXPECT_EQ(args.at("output_type_shape"), json::parse(R"([{"float":[2,3]}])"));
  EXPECT_EQ(args.at("input_names"), (json{"x", "w"}));
  EXPECT_EQ(args.at("constant_inputs"), json{1});
  EXPECT_EQ(args.at("operations"), 6);
  EXPECT_EQ(args.at("bytes_read"), 36);
  EXPECT_EQ(args.at("bytes_written"), 24);
}

TEST_F(Profiling, ShapesThatShowWhileItRunsAreThere) {
  InferenceSession session(
      model_bytes("g (float[N] x, int64[1] n) => (float[M] y) { m = Mul(n, n) z = Expand(x, m) y = Relu(z) }"),
      options_);
  session.run(
      {}, {{"x", floats({1}, {1})}, {"n", OrtValue::from_vector(std::vector<int64_t>{3}, std::vector<int64_t>{1})}});
  for (const json& node : nodes_of(events_of(session.end_profiling()))) {
    if (node.at("args").at("op_name") != "Relu") continue;
    EXPECT_EQ(node.at("args").at("input_type_shape"), json::parse(R"([{"float":[9]}])"));
    EXPECT_EQ(node.at("args").at("operations"), 9);
    return;
  }
  FAIL() << "no Relu";
}

TEST_F(Profiling, AFusedNodeNamesWhereItCameFrom) {
  bool found = false;
  for (const json& node : nodes_of(digits_events(1))) {
    const json& args = node.at("args");
    if (!args.contains("lineage")) continue;
    found = true;
    EXPECT_GE(args.at("lineage").size(), 2u) << args;
  }
  EXPECT_TRUE(found);
}

TEST_F(Profiling, HostileNamesAreEscaped) {
  std::vector<std::byte> model = model_bytes("g (float[N] x) => (float[N] y) { hostile = Relu(x) y = Relu(hostile) }");
  const std::string_view replacement = "\"\\\n\x01/<\xff";
  for (std::size_t i = 0; i + replacement.size() <= model.size(); ++i) {
    if (std::memcmp(&model[i], "hostile", replacement.size()) == 0)
      std::memcpy(&model[i], replacement.data(), replacement.size());
  }
  InferenceSession session(model, options_);
  session.run({}, {{"x", floats({1}, {1})}});
  const json nodes = nodes_of(events_of(session.end_profiling()));
  ASSERT_EQ(nodes.size(), 2u);
  EXPECT_EQ(nodes[0].at("args").at("output_names")[0], "\"\\\n\x01/<\uFFFD");
}

TEST_F(Profiling, ThreadStatisticsAreEmptyForOneThreadAndAnObjectForSeveral) {
  options_.intra_op_num_threads = 1;
  for (const json& node : nodes_of(digits_events(1))) EXPECT_EQ(node.at("args").at("thread_scheduling_stats"), "");
  options_.intra_op_num_threads = 3;
  for (const json& node : nodes_of(digits_events(1))) {
    const json& statistics = node.at("args").at("thread_scheduling_stats");
    const json& main = statistics.at("main_thread");
    EXPECT_TRUE(main.at("thread_pool_name").get<std::string>().ends_with("-intra-op"));
    EXPECT_TRUE(main.at("thread_id").is_string());
    EXPECT_TRUE(main.at("block_size").is_array());
    for (const char* key : {"core", "Distribution", "DistributionEnqueue", "Run", "Wait", "WaitRevoke"})
      EXPECT_TRUE(main.at(key).is_number_integer()) << key;
    EXPECT_EQ(statistics.at("sub_threads").size(), 2u);
    for (const json& worker : statistics.at("sub_threads")) {
      EXPECT_GE(worker.at("num_run"), 0);
      EXPECT_TRUE(worker.at("core").is_number_integer());
    }
  }
}

TEST_F(Profiling, TheLedgerAddsUpToTheRun) {
  for (const json& run : events_named(digits_events(10), "model_run")) {
    const json& args = run.at("args");
    int64_t sum = 0;
    for (const json& part : args.at("ledger")) {
      EXPECT_GE(part, 0) << args;
      sum += part.get<int64_t>();
    }
    EXPECT_LE(sum, args.at("dur_ns"));
  }
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

TEST_F(Profiling, StagesOfTheStartLieWithinLoadAndInitialization) {
  const json events = digits_events(1);
  std::set<std::string> stages;
  for (const json& event : events) {
    if (event.at("cat") != "EXTRA" || !event.at("args").contains("stage")) continue;
    stages.insert(event.at("args").at("stage"));
    EXPECT_GT(event.at("args").at("rss_bytes"), 0);
    EXPECT_GE(event.at("args").at("peak_rss_bytes"), event.at("args").at("rss_bytes"));
  }
  for (const char* stage : {"load/providers", "load/map", "load/parse", "load/graph", "initialize/resolve",
                            "initialize/optimize", "initialize/partition", "initialize/kernels"})
    EXPECT_TRUE(stages.contains(stage)) << stage;
}

TEST_F(Profiling, TheMemoryPlanIsWrittenOnceForEachSetOfShapes) {
  InferenceSession session(model_bytes(kChain), options_);
  for (const std::size_t length : {3u, 3u, 5u})
    session.run({}, {{"x", floats(std::vector<float>(length, 1), {static_cast<int64_t>(length)})}});
  const json plans = events_named(events_of(session.end_profiling()), "memory_plan");
  ASSERT_EQ(plans.size(), 2u);
  const json& args = plans[0].at("args");
  EXPECT_EQ(args.at("kind"), "plan");
  EXPECT_EQ(args.at("nodes").size(), 3u);
  EXPECT_GT(args.at("arena_bytes"), 0);
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

TEST_F(Profiling, ASessionThatJustGoesCompletesItsTrace) {
  {
    const InferenceSession session(digits_path(), options_);
    session.run({}, {{"image", digit_picture(4)}});
  }
  ASSERT_EQ(files().size(), 1u);
  EXPECT_EQ(events_named(events_of(files()[0]), "model_run").size(), 1u);
}

TEST_F(Profiling, AKilledProcessLeavesAListThatLacksItsBracket) {
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const InferenceSession session(digits_path(), options_);
    while (true) session.run({}, {{"image", digit_picture(4)}});
  }
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  const auto size = [&] {
    const auto found = files();
    return found.empty() ? 0 : std::filesystem::file_size(found[0]);
  };
  while (size() < 300'000) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
    usleep(2000);
  }
  kill(child, SIGKILL);
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  const json events = json::parse(text_of(files()[0]) + "]", nullptr, false);
  ASSERT_FALSE(events.is_discarded());
  EXPECT_GT(events_named(events, "model_run").size(), 10u);
}

TEST_F(Profiling, AFolderThatIsMissingIsAnError) {
  options_.profile_file_prefix = (folder_ / "missing" / "profile").string();
  try {
    const InferenceSession session(digits_path(), options_);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kFile);
  }
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
