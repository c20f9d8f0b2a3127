#include <gtest/gtest.h>

#include "libort/optimizer/passes.h"
#include "tests/optimizer/pass_runner.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

using Ops = std::vector<std::string>;

TEST(DeadCode, RemovesNodesAndConstantsThatNoOutputNeeds) {
  GraphBuilder b;
  const ValueId x = b.input("x", DataType::kFloat, {2});
  const ValueId unread = b.initializer("unread", make_tensor<float>({2}, {1, 2}));
  b.node("Sqrt", {b.node("Add", {x, unread})});
  b.output(b.node("Neg", {x}));
  Graph graph = b.finish();
  EXPECT_EQ(PassRunner().run(remove_dead_code, graph), 3);
  EXPECT_EQ(ops_of(graph), Ops{"Neg"});
  EXPECT_FALSE(graph.value(unread).constant);
}

TEST(DeadCode, KeepsANodeWithOneLiveOutputAndWhatOutputsAre) {
  GraphBuilder b;
  const auto dropout = b.node_with_outputs(2, "Dropout", {b.input("x", DataType::kFloat, {2})});
  b.output(dropout[1]);
  b.output(b.initializer("result", make_tensor<float>({1}, {1})));
  b.overridable("option", make_tensor<float>({1}, {1}));
  Graph graph = b.finish();
  EXPECT_EQ(PassRunner().run(remove_dead_code, graph), 0);
}

TEST(DeadCode, KeepsWhatABodyReads) {
  GraphBuilder b;
  const ValueId x = b.input("x", DataType::kFloat, {2});
  const ValueId inner = b.node("Neg", {x});
  const ValueId used = b.node("Abs", {x});
  GraphMutator& mutator = b.mutator();
  mutator.set_implicit_inputs(mutator.graph().value(used).producer, {inner});
  b.output(used);
  Graph graph = b.finish();
  EXPECT_EQ(PassRunner().run(remove_dead_code, graph), 0);
}

}  // namespace
}  // namespace ort::test
