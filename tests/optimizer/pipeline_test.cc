#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "libort/optimizer/passes.h"
#include "tests/optimizer/pass_runner.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

using Ops = std::vector<std::string>;
using enum GraphOptimizationLevel;

/// Two parts of a constant sum, an Identity, a Conv with a Relu, a dead node.
Graph small_network() {
  GraphBuilder b;
  const ValueId x = b.input("x", DataType::kFloat, {1, 1, 4, 4});
  const ValueId half = b.initializer("half", make_tensor<float>({1, 1, 1, 1}, {0.5f}));
  const ValueId weights = b.node("Add", {half, half}, {}, "weights");
  b.node("Abs", {x}, {}, "dead");
  const ValueId conv = b.node("Conv", {b.node("Identity", {x}, {}, "identity"), weights}, {}, "conv");
  b.output(b.node("Relu", {conv}, {}, "y"));
  return b.finish();
}

Ops optimized(GraphOptimizationLevel level, const std::vector<std::string>& disabled = {}) {
  Graph graph = small_network();
  PassRunner().optimize(graph, level, disabled);
  return ops_of(graph);
}

TEST(Pipeline, LevelsAddUp) {
  EXPECT_EQ(optimized(ORT_DISABLE_ALL), (Ops{"Add", "Abs", "Identity", "Conv", "Relu"}));
  EXPECT_EQ(optimized(ORT_ENABLE_BASIC), (Ops{"Conv", "Relu"}));
  EXPECT_EQ(optimized(ORT_ENABLE_EXTENDED), Ops{"FusedConv"});
  EXPECT_EQ(optimized(ORT_ENABLE_ALL), Ops{"FusedConv"});
}

TEST(Pipeline, KillSwitchesByOwnNameAndByOnnxRuntimesName) {
  for (const char* name : {"constant_folding", "ConstantFolding"}) {
    EXPECT_EQ(optimized(ORT_ENABLE_ALL, {name}), (Ops{"Add", "FusedConv"})) << name;
  }
  for (const char* name : {"no_ops", "EliminateIdentity"}) {
    EXPECT_EQ(optimized(ORT_ENABLE_ALL, {name}), (Ops{"Identity", "FusedConv"})) << name;
  }
  EXPECT_EQ(optimized(ORT_ENABLE_ALL, {"dead_code"}), (Ops{"Abs", "FusedConv"}));
  EXPECT_EQ(optimized(ORT_ENABLE_ALL, {"ConvActivationFusion", "NoSuchPass"}), (Ops{"Conv", "Relu"}));
}

TEST(Pipeline, NamesAndAliasesAreUnique) {
  std::vector<std::string> names;
  for (const Pass& pass : optimizer_pipeline()) {
    EXPECT_FALSE(pass.why_here.empty()) << pass.name;
    names.emplace_back(pass.name);
  }
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

TEST(Pipeline, ReportsWhatEachPassDid) {
  Graph graph = small_network();
  const std::vector<PassReport> reports = PassRunner().optimize(graph, ORT_ENABLE_ALL);
  ASSERT_EQ(reports.size(), optimizer_pipeline().size());
  const auto folding = std::find_if(reports.begin(), reports.end(),
                                    [](const PassReport& report) { return report.name == "constant_folding"; });
  ASSERT_NE(folding, reports.end());
  EXPECT_EQ(folding->rewrites, 1);
  EXPECT_GE(folding->milliseconds, 0);
}

TEST(Pipeline, NotesAreThoseOfTheLastRound) {
  GraphBuilder b;
  const ValueId shape = b.initializer("shape", tensor_of(std::vector<int64_t>{1 << 20, 1 << 20}));
  b.output(b.node("Identity", {b.node("ConstantOfShape", {shape}, {}, "bomb")}));
  Graph graph = b.finish();
  const std::vector<PassReport> reports = PassRunner().optimize(graph, ORT_ENABLE_ALL);
  EXPECT_EQ(reports.front().name, "constant_folding");
  EXPECT_EQ(reports.front().notes.size(), 1u);
}

TEST(Pipeline, ABodyIsReachedThroughItsNode) {
  GraphBuilder inner;
  const ValueId y = inner.input("y", DataType::kFloat, {2});
  inner.node("Abs", {y});
  inner.output(inner.node("Neg", {y}));
  const auto body = std::make_shared<Graph>(inner.finish());
  GraphBuilder b;
  b.output(b.node("Neg", {b.input("x", DataType::kFloat, {2})}));
  Graph graph = b.finish();
  GraphMutator(graph).set_attribute(graph.value(graph.outputs()[0]).producer, "body", body);
  PassRunner().optimize(graph, ORT_ENABLE_ALL);
  EXPECT_EQ(ops_of(*body), Ops{"Neg"});
}

TEST(Pipeline, LongChainsTakeTimeInProportion) {
  GraphBuilder b;
  ValueId value = b.input("x", DataType::kFloat, {2});
  for (int i = 0; i < 100'000; ++i) value = b.node(i % 2 == 0 ? "Identity" : "Abs", {value});
  b.output(value);
  Graph graph = b.finish();
  const auto start = std::chrono::steady_clock::now();
  PassRunner().optimize(graph, ORT_ENABLE_ALL);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60));
  EXPECT_EQ(ops_of(graph).size(), 50'000u);
}

}  // namespace
}  // namespace ort::test
