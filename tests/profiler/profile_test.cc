#include "profiler/profile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "ort/error.h"
#include "profiler/ceilings.h"
#include "profiler/profile_json.h"
#include "tests/profiler/trace_text.h"

namespace ort::profiler::test {
namespace {

class ProfileOfTrace : public ::testing::Test {
 protected:
  Profile profile(const std::string& text, const ProfileSettings& settings = {}) const {
    return make_profile(read_text(folder_, text), settings);
  }

  ort::testing::TemporaryFolder folder_;
};

nlohmann::ordered_json hardware(double gflops, double dram_gb_s, double fork_join_us) {
  return {{"schema", "ortool.hardware/1"},
          {"cpu", "test"},
          {"isa", "avx2"},
          {"threads", 2},
          {"gflops", {{"float", gflops}}},
          {"bandwidth",
           {{{"level", "DRAM"}, {"bytes", 0}, {"shared", true}, {"read_gb_s", dram_gb_s}},
            {{"level", "L1"}, {"bytes", 600}, {"shared", false}, {"read_gb_s", 100.0}}}},
          {"fork_join_us", fork_join_us}};
}

TEST_F(ProfileOfTrace, NodesAndRuns) {
  const Profile result = profile(own_trace(5));
  EXPECT_EQ(result.runs.measured, 5);
  EXPECT_EQ(result.runs.warm_up, 1);
  EXPECT_EQ(result.runs.unprofiled, 5);
  EXPECT_DOUBLE_EQ(result.wall_us.median, 21);
  ASSERT_EQ(result.nodes.size(), 2U);
  const NodeProfile& conv = result.nodes[0];
  EXPECT_EQ(conv.node.name, "/block/conv");
  EXPECT_EQ(conv.calls, 5);
  EXPECT_DOUBLE_EQ(conv.total_us, 60);
  EXPECT_DOUBLE_EQ(conv.call_us.mean, 12);
  EXPECT_DOUBLE_EQ(conv.call_us.min, 10);
  EXPECT_DOUBLE_EQ(conv.call_us.median, 12);
  EXPECT_NEAR(conv.call_us.stddev, 1.5811388, 1e-6);
  EXPECT_DOUBLE_EQ(*conv.wait_us, 2);
  EXPECT_DOUBLE_EQ(conv.percent + result.nodes[1].percent, 100);
  EXPECT_DOUBLE_EQ(conv.percent, 100 * 60.0 / 85);
  EXPECT_DOUBLE_EQ(result.nodes[1].cumulative_percent, 100);
  ASSERT_EQ(result.operators.size(), 2U);
  EXPECT_EQ(result.operators[0].op_type, "FusedConv");
  EXPECT_NEAR(result.operators[0].stddev_us, conv.call_us.stddev, 1e-9);
}

TEST_F(ProfileOfTrace, LedgerAddsUp) {
  const Profile result = profile(own_trace(5));
  ASSERT_TRUE(result.ledger);
  double sum = 0;
  for (const LedgerPart& part : result.ledger->parts) sum += part.us;
  EXPECT_NEAR(sum, result.ledger->wall_us, 1e-9);
  EXPECT_DOUBLE_EQ(result.ledger->wall_us, 21);
  EXPECT_EQ(result.ledger->parts.front().name, "inputs");
  EXPECT_DOUBLE_EQ(result.ledger->parts[1].us, 15);
  EXPECT_EQ(result.ledger->parts.back().name, "unattributed");
  EXPECT_NEAR(result.ledger->parts.back().us, 2.5, 1e-9);
}

TEST_F(ProfileOfTrace, RecordingHasACost) {
  const Profile result = profile(own_trace(5));
  ASSERT_TRUE(result.cost);
  EXPECT_DOUBLE_EQ(result.cost->profiled_us, 21);
  EXPECT_DOUBLE_EQ(result.cost->unprofiled_us, 19);
  EXPECT_NEAR(result.cost->percent, 100 * (21.0 / 19 - 1), 0.3);
  ASSERT_TRUE(result.cost->percent_interval);
  EXPECT_TRUE(result.cost->percent_interval->contains(result.cost->percent));
  EXPECT_NEAR(*result.cost->per_node_ns, 1000, 30);
}

TEST_F(ProfileOfTrace, StartupAndMemory) {
  const Profile result = profile(own_trace(3));
  ASSERT_TRUE(result.startup);
  EXPECT_DOUBLE_EQ(*result.startup->first_run_us, 509);
  const auto fold = std::ranges::find(result.startup->stages, "initialize/optimize/fold",
                                      [](const StartupProfile::Stage& entry) { return entry.stage.path; });
  ASSERT_NE(fold, result.startup->stages.end());
  EXPECT_EQ(fold->depth, 2);
  EXPECT_EQ(fold->stage.nodes_after, 2);
  ASSERT_TRUE(result.memory);
  EXPECT_EQ(result.memory->peak_bytes, 3024);
  EXPECT_EQ(result.memory->peak_node, "/block/relu");
  ASSERT_EQ(result.memory->at_peak.size(), 2U);
  EXPECT_EQ(result.memory->at_peak[0].value.name, "z");
  EXPECT_EQ(result.memory->at_peak[1].value.name, "y");
}

TEST_F(ProfileOfTrace, MedianRunAndModules) {
  const Profile result = profile(own_trace(4));
  ASSERT_TRUE(result.timeline);
  EXPECT_EQ(result.timeline->run, 3);
  EXPECT_DOUBLE_EQ(result.timeline->wall_us, 20);
  ASSERT_EQ(result.timeline->events.size(), 2U);
  EXPECT_DOUBLE_EQ(result.timeline->events[0].start_us, 1);
  EXPECT_EQ(result.timeline->events[0].lane, "thread 7");
  ASSERT_EQ(result.modules.size(), 1U);
  EXPECT_EQ(result.modules[0].path, "/block");
  EXPECT_EQ(result.modules[0].nodes, 2);
  EXPECT_DOUBLE_EQ(result.modules[0].percent, 100);
}

TEST_F(ProfileOfTrace, NestedGraphsCountOnce) {
  const Profile result = profile(
      as_list({ort_node("loop", "Loop", 100, 50), ort_node("body", "Add", 105, 10), ort_node("body", "Add", 120, 10),
               ort_node("if", "If", 131, 15), ort_node("inner", "Mul", 132, 5), ort_node("after", "Relu", 151, 7),
               ort_session("model_run", 90, 100)}));
  const auto total = [&](std::string_view name) {
    return std::ranges::find(result.nodes, name, [](const NodeProfile& node) { return node.node.name; })->total_us;
  };
  EXPECT_DOUBLE_EQ(total("loop"), 15);
  EXPECT_DOUBLE_EQ(total("body"), 20);
  EXPECT_DOUBLE_EQ(total("if"), 10);
  EXPECT_DOUBLE_EQ(total("inner"), 5);
  EXPECT_DOUBLE_EQ(total("after"), 7);
  const auto inner = std::ranges::find(result.timeline->events, "inner", &Timeline::Event::name);
  EXPECT_EQ(inner->depth, 2);
  EXPECT_DOUBLE_EQ(result.ledger->parts.front().us, 57);
}

TEST_F(ProfileOfTrace, WarmUpOfForeignTraces) {
  std::vector<std::string> lines;
  for (int run = 0; run < 4; ++run) {
    lines.push_back(ort_node("a", "Add", 1000 * run + 10, 10 + run));
    lines.push_back(ort_session("model_run", 1000 * run, 100));
  }
  EXPECT_EQ(profile(as_list(lines)).nodes.front().calls, 4);
  ProfileSettings settings;
  settings.warm_up_runs = 3;
  EXPECT_DOUBLE_EQ(profile(as_list(lines), settings).nodes.front().total_us, 13);
  settings.warm_up_runs = 4;
  EXPECT_THROW(profile(as_list(lines), settings), Error);
}

TEST_F(ProfileOfTrace, DeviceTimeAndCopies) {
  const std::string kernel =
      R"({"cat":"Kernel","tid":90,"dur":4,"ts":12,"ph":"X","name":"a_device_time","args":{"op_name":"Add","parent_name":"a_kernel_time","stream":"1"}})";
  const std::string copy =
      R"({"cat":"Kernel","tid":90,"dur":3,"ts":20,"ph":"X","name":"MemcpyHostToDevice","args":{"op_name":"","bytes":64}})";
  const Profile result = profile(as_list({ort_node("a", "Add", 10, 8), kernel, copy, ort_session("model_run", 5, 50)}));
  EXPECT_DOUBLE_EQ(*result.nodes.front().device_us, 4);
  EXPECT_DOUBLE_EQ(*result.nodes.front().host_us, 8);
  EXPECT_DOUBLE_EQ(result.nodes.front().total_us, 4);
  ASSERT_EQ(result.copies.size(), 1U);
  EXPECT_EQ(result.copies[0].direction, "host to device");
  EXPECT_DOUBLE_EQ(*result.copies[0].bytes, 64);
  EXPECT_DOUBLE_EQ(result.copies[0].total_us, 3);
}

TEST_F(ProfileOfTrace, NodesOnADeviceAreRankedByItsTime) {
  const auto kernel = [](const std::string& node, int ts, int dur) {
    return R"({"cat":"Kernel","tid":90,"dur":)" + std::to_string(dur) + R"(,"ts":)" + std::to_string(ts) +
           R"(,"ph":"X","name":")" + node + R"(_device_time","args":{"op_name":"Add","parent_name":")" + node +
           R"(_kernel_time","stream":"1"}})";
  };
  const Profile result =
      profile(as_list({ort_node("short", "Add", 10, 8), ort_node("long", "Add", 20, 2), ort_node("host", "Add", 30, 10),
                       kernel("short", 12, 1), kernel("long", 22, 30), ort_session("model_run", 5, 60)}));
  ASSERT_EQ(result.nodes.size(), 3U);
  EXPECT_EQ(result.nodes[0].node.name, "long");
  EXPECT_DOUBLE_EQ(result.nodes[0].total_us, 30);
  EXPECT_EQ(result.nodes[1].node.name, "host");
  EXPECT_FALSE(result.nodes[1].host_us);
  EXPECT_DOUBLE_EQ(result.nodes[2].call_us.mean, 1);
  EXPECT_DOUBLE_EQ(result.operators[0].total_us, 41);
}

TEST_F(ProfileOfTrace, NodesOnADeviceHaveNoRoofOfTheCpu) {
  const Ceilings ceilings = Ceilings::from_json(hardware(10, 1, 0.05), "test");
  std::string trace = own_trace(5);
  constexpr std::string_view kCpu = "\"provider\" : \"CPUExecutionProvider\"";
  constexpr std::string_view kCuda = "\"provider\" : \"CUDAExecutionProvider\"";
  ASSERT_TRUE(profile(trace, {0, &ceilings}).nodes.front().roof);
  for (std::size_t at = trace.find(kCpu); at != std::string::npos; at = trace.find(kCpu, at + 1))
    trace.replace(at, kCpu.size(), kCuda);
  for (const NodeProfile& node : profile(trace, {0, &ceilings}).nodes) EXPECT_FALSE(node.roof) << node.node.name;
}

TEST_F(ProfileOfTrace, Roofs) {
  const Ceilings ceilings = Ceilings::from_json(hardware(10, 1, 0.05), "test");
  Profile result = profile(own_trace(5), {0, &ceilings});
  ASSERT_TRUE(result.roofline);
  const Roof& conv = *result.nodes[0].roof;
  EXPECT_EQ(conv.bound, Roof::Bound::kMemory);
  EXPECT_EQ(conv.level, "DRAM");
  EXPECT_NEAR(conv.roof_us, 2.224, 1e-9);
  EXPECT_NEAR(conv.share, 2.224 / 12, 1e-9);
  EXPECT_NEAR(conv.lost_us, 12 - 2.224, 1e-9);
  EXPECT_NEAR(result.roofline->points[0].gflops, 13824 / 12e3, 1e-9);
  const Ceilings slow = Ceilings::from_json(hardware(1.2, 100, 50), "test");
  result = profile(own_trace(5), {0, &slow});
  EXPECT_EQ(result.nodes[0].roof->bound, Roof::Bound::kOverhead);
  EXPECT_NEAR(result.nodes[0].roof->roof_us, 2 * 13824 / 1.2e3, 1e-6);
  EXPECT_DOUBLE_EQ(result.nodes[0].roof->share, 1);
  EXPECT_DOUBLE_EQ(result.nodes[0].roof->lost_us, 0);
}

TEST_F(ProfileOfTrace, NothingIsFasterThanThePeak) {
  const Ceilings ceilings = Ceilings::from_json(hardware(1, 100, 0), "test");
  const Profile result = profile(own_trace(5), {0, &ceilings});
  EXPECT_FALSE(result.nodes[0].roof);
  EXPECT_TRUE(result.nodes[1].roof);
  EXPECT_TRUE(std::ranges::any_of(result.warnings, [](const std::string& warning) {
    return warning.find("faster than this machine's peak, '/block/conv' first") != std::string::npos;
  }));
}

TEST(CeilingsOfHardware, SayWhatIsMissing) {
  const auto expect = [](const nlohmann::ordered_json& json, const std::string& part) {
    try {
      Ceilings::from_json(json, "hw.json");
      ADD_FAILURE() << part;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::kInput);
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    }
  };
  expect(nlohmann::ordered_json::array(), "no object with \"schema\"");
  nlohmann::ordered_json broken = hardware(1, 1, 1);
  broken["gflops"] = 7;
  expect(broken, "\"gflops\" has no \"float\" above 0");
  broken = hardware(1, 1, 1);
  broken["bandwidth"] = nlohmann::ordered_json::array();
  expect(broken, "\"bandwidth\" is no list");
  broken["bandwidth"] = {{{"level", "L1"}}};
  expect(broken, "no \"read_gb_s\" above 0");
}

TEST_F(ProfileOfTrace, JsonKeepsTheContract) {
  const nlohmann::ordered_json json = to_json(profile(own_trace(5)));
  EXPECT_EQ(json.at("schema"), "ortool.profile/1");
  for (const char* key : {"name", "op_type", "provider", "calls", "total_us", "avg_us", "percent"}) {
    EXPECT_TRUE(json.at("nodes").at(0).contains(key)) << key;
  }
  for (const char* key : {"op_type", "calls", "total_us", "percent"}) {
    EXPECT_TRUE(json.at("operators").at(0).contains(key)) << key;
  }
  EXPECT_FALSE(json.contains("roofline"));
  EXPECT_EQ(json.at("memory").at("at_peak").at(0).at("name"), "z");
}

TEST_F(ProfileOfTrace, CsvQuotesNames) {
  const std::string csv = nodes_csv(profile(as_list({ort_node("a,b", "Add", 1, 2), ort_session("model_run", 0, 9)})));
  EXPECT_NE(csv.find("\r\n\"a,b\",Add,CPUExecutionProvider,1,2,2,100,100,0,2,2,2,,"), std::string::npos) << csv;
}

}  // namespace
}  // namespace ort::profiler::test
