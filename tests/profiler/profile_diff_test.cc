#include "profiler/profile_diff.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/profiler/trace_text.h"

namespace ort::profiler::test {
namespace {

class ProfileDiffOfTraces : public ::testing::Test {
 protected:
  Profile profile(const std::string& text, const std::string& name) const {
    return make_profile(read_text(folder_, text, name));
  }

  ProfileDiff diff(const std::string& a, const std::string& b, double threshold = 0.03) const {
    return compare_profiles(profile(a, "a.json"), profile(b, "b.json"), threshold);
  }

  ort::testing::TemporaryFolder folder_;
};

/// Runs of nodes {name, operator}, 10 us each and 1 us more in every second run.
std::string runs_of(const std::vector<std::pair<std::string, std::string>>& nodes, int dur = 100) {
  std::vector<std::string> lines;
  for (int run = 0; run < 8; ++run) {
    int ts = 10'000 * run + 1;
    for (const auto& [name, op_type] : nodes) {
      lines.push_back(ort_node(name, op_type, ts, dur + run % 2));
      ts += dur + 2;
    }
    lines.push_back(ort_session("model_run", 10'000 * run, ts - 10'000 * run));
  }
  return as_list(lines);
}

const NodeDifference& node_of(const ProfileDiff& diff, const std::string& name) {
  return *std::ranges::find_if(diff.nodes, [&](const NodeDifference& node) {
    return (!node.b_names.empty() && node.b_names.front() == name) ||
           (!node.a_names.empty() && node.a_names.front() == name);
  });
}

TEST_F(ProfileDiffOfTraces, SameTraceIsTheSame) {
  const ProfileDiff result = diff(runs_of({{"a", "Add"}, {"b", "Mul"}}), runs_of({{"a", "Add"}, {"b", "Mul"}}));
  EXPECT_EQ(result.verdict, Verdict::kSame);
  EXPECT_FALSE(result.is_regression);
  EXPECT_DOUBLE_EQ(result.ratio.ratio, 1);
  EXPECT_EQ(result.nodes.size(), 2U);
  EXPECT_EQ(result.nodes[0].match, AlignedNodes::Match::kName);
  EXPECT_DOUBLE_EQ(result.nodes[0].p, 1);
}

TEST_F(ProfileDiffOfTraces, SlowerAndFaster) {
  const std::string fast = runs_of({{"a", "Add"}, {"b", "Mul"}});
  const std::string slow = runs_of({{"a", "Add"}, {"b", "Mul"}}, 120);
  const ProfileDiff slower = diff(fast, slow);
  EXPECT_EQ(slower.verdict, Verdict::kSlower);
  EXPECT_TRUE(slower.is_regression);
  EXPECT_NEAR(slower.ratio.ratio, 1.2, 0.02);
  EXPECT_TRUE(slower.nodes[0].is_significant);
  EXPECT_NEAR(slower.nodes[0].difference_us(), 20, 1e-9);
  EXPECT_EQ(diff(slow, fast).verdict, Verdict::kFaster);
  EXPECT_FALSE(diff(fast, slow, 0.5).is_regression);
  EXPECT_EQ(diff(fast, slow, 0.5).verdict, Verdict::kSame);
}

TEST_F(ProfileDiffOfTraces, UnrecordedRunsDecideWhereThereAreSome) {
  const ProfileDiff result = diff(own_trace(8), own_trace(8, 3));
  EXPECT_TRUE(result.by_unprofiled_runs);
  EXPECT_EQ(result.verdict, Verdict::kSlower);
  EXPECT_DOUBLE_EQ(result.a_wall_us.median, 20.5);
}

TEST_F(ProfileDiffOfTraces, FusedNodesStandAgainstTheirParts) {
  const ProfileDiff result = diff(
      runs_of({{"/block/conv", "Conv"}, {"/block/bn", "BatchNormalization"}, {"/block/relu", "Relu"}}), own_trace(8));
  ASSERT_EQ(result.nodes.size(), 2U);
  const NodeDifference& conv = node_of(result, "/block/conv");
  EXPECT_EQ(conv.match, AlignedNodes::Match::kLineage);
  EXPECT_EQ(conv.a_names.size(), 2U);
  EXPECT_NEAR(conv.a_us, 201, 1e-9);
  EXPECT_EQ(node_of(result, "/block/relu").match, AlignedNodes::Match::kName);
}

TEST_F(ProfileDiffOfTraces, RenamedNewAndGoneNodes) {
  const ProfileDiff result = diff(runs_of({{"a", "Add"}, {"old_1", "Mul"}, {"old_2", "Mul"}, {"gone", "Relu"}}),
                                  runs_of({{"new_1", "Mul"}, {"a", "Add"}, {"new_2", "Mul"}, {"extra", "Tanh"}}));
  ASSERT_EQ(result.nodes.size(), 5U);
  EXPECT_EQ(node_of(result, "new_1").match, AlignedNodes::Match::kShape);
  EXPECT_EQ(node_of(result, "new_1").a_names, std::vector<std::string>{"old_1"});
  EXPECT_EQ(node_of(result, "new_2").a_names, std::vector<std::string>{"old_2"});
  EXPECT_TRUE(node_of(result, "gone").b_names.empty());
  EXPECT_TRUE(node_of(result, "extra").a_names.empty());
}

TEST_F(ProfileDiffOfTraces, ProvidersStagesMemoryAndSettings) {
  const std::string a = own_trace(4);
  std::string b = a;
  const auto replace_all = [&](const std::string& from, const std::string& to) {
    for (std::size_t at = b.find(from); at != std::string::npos; at = b.find(from, at + to.size())) {
      b.replace(at, from.size(), to);
    }
  };
  replace_all("\"op_name\" : \"Relu\",\"provider\" : \"CPUExecutionProvider\"",
              "\"op_name\" : \"Relu\",\"provider\" : \"CUDAExecutionProvider\"");
  replace_all("\"arena_bytes\" : 2048", "\"arena_bytes\" : 4096");
  replace_all("load/parse", "load/read");
  replace_all("\"threads\" : 2", "\"threads\" : 1");
  const ProfileDiff result = diff(a, b);
  EXPECT_EQ(node_of(result, "/block/relu").b_provider, "CUDAExecutionProvider");
  const auto arena = std::ranges::find(result.memory, "arena", &FigureDifference::name);
  EXPECT_EQ(arena->b, 4096);
  EXPECT_FALSE(std::ranges::find(result.startup, "load/parse", &FigureDifference::name)->b);
  ASSERT_EQ(result.environment.size(), 1U);
  EXPECT_EQ(result.environment[0].name, "threads");
  const nlohmann::ordered_json json = to_json(result);
  EXPECT_EQ(json.at("schema"), "ortool.profile-diff/1");
  EXPECT_EQ(json.at("environment").at(0).at("b"), "1");
}

}  // namespace
}  // namespace ort::profiler::test
