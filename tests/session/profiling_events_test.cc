#include <nlohmann/json.hpp>
#include <set>

#include "tests/session/model_bytes.h"
#include "tests/session/profiled_session.h"

namespace ort::test {
namespace {

using nlohmann::json;

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

}  // namespace
}  // namespace ort::test
