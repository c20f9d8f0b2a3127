#include <gtest/gtest.h>

#include <limits>

#include "libort/optimizer/passes.h"
#include "tests/optimizer/pass_runner.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

using Ops = std::vector<std::string>;

constexpr DataType kF32 = DataType::kFloat;

TEST(CommonSubexpressions, EqualChainsBecomeOne) {
  GraphBuilder b;
  const ValueId x = b.input("x", kF32, {2});
  const ValueId left = b.node("Sqrt", {b.node("Abs", {x})});
  const ValueId right = b.node("Sqrt", {b.node("Abs", {x})});
  b.output(b.node("Add", {left, right}));
  Graph graph = b.finish();
  EXPECT_EQ(PassRunner().run(merge_common_subexpressions, graph), 2);
  EXPECT_EQ(ops_of(graph), (Ops{"Abs", "Sqrt", "Add"}));
}

TEST(CommonSubexpressions, AttributesInputsAndOutputsTellNodesApart) {
  GraphBuilder b;
  const ValueId x = b.input("x", kF32, {2, 2});
  const ValueId y = b.input("y", kF32, {2, 2});
  b.output(b.node("Softmax", {x}, {{"axis", 0}}));
  b.output(b.node("Softmax", {x}, {{"axis", 1}}));
  b.output(b.node("Softmax", {y}, {{"axis", 1}}));
  b.output(b.node("Sub", {x, y}));
  b.output(b.node("Sub", {y, x}));
  b.output(b.node("Dropout", {x}));
  b.output(b.node_with_outputs(2, "Dropout", {x})[1]);
  Graph graph = b.finish();
  EXPECT_EQ(PassRunner().run(merge_common_subexpressions, graph), 0);
}

TEST(CommonSubexpressions, TwoGraphOutputsStayTwoOneTakesTheNameOver) {
  GraphBuilder b;
  const ValueId x = b.input("x", kF32, {2});
  b.output(b.node("Abs", {x}, {}, "first"));
  b.output(b.node("Abs", {x}, {}, "second"));
  b.node("Neg", {x}, {}, "inner");
  b.output(b.node("Neg", {x}, {}, "third"));
  Graph graph = b.finish();
  EXPECT_EQ(PassRunner().run(merge_common_subexpressions, graph), 1);
  EXPECT_EQ(ops_of(graph), (Ops{"Abs", "Abs", "Neg"}));
  EXPECT_EQ(graph.value(graph.outputs()[2]).name, "third");
}

TEST(CommonSubexpressions, RandomNodesAreNeverEqual) {
  GraphBuilder b;
  const ValueId x = b.input("x", kF32, {2});
  const ValueId ratio = b.initializer("ratio", make_tensor<float>({}, {0.5f}));
  const ValueId training = b.initializer("training", make_tensor<bool>({}, {true}));
  b.output(b.node("Dropout", {x, ratio, training}));
  b.node("Dropout", {x, ratio, training});
  Graph graph = b.finish();
  EXPECT_EQ(PassRunner().run(merge_common_subexpressions, graph), 0);
}

TEST(CommonSubexpressions, EqualSmallConstantsAreShared) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  GraphBuilder b;
  const ValueId x = b.input("x", kF32, {2});
  const ValueId one = b.initializer("one", make_tensor<float>({2}, {1, kNan}));
  const ValueId again = b.initializer("again", make_tensor<float>({2}, {1, kNan}));
  b.output(b.node("Mul", {b.node("Mul", {x, one}), again}));
  Graph graph = b.finish();
  EXPECT_EQ(PassRunner().run(merge_common_subexpressions, graph), 1);
  EXPECT_TRUE(graph.value(again).uses.empty());
}

TEST(CommonSubexpressions, ConstantsThatOnlyLookEqual) {
  GraphBuilder b;
  const ValueId x = b.input("x", kF32, {1, 2});
  std::vector<ValueId> constants = {
      b.initializer("plus", make_tensor<float>({1}, {0.0f})),  b.initializer("minus", make_tensor<float>({1}, {-0.0f})),
      b.initializer("scalar", make_tensor<float>({}, {0.0f})), b.overridable("option", make_tensor<float>({1}, {0.0f})),
      b.initializer("large", Tensor(kF32, {1000, 1, 1})),      b.initializer("large_too", Tensor(kF32, {1000, 1, 1}))};
  for (const ValueId constant : constants) b.output(b.node("Mul", {x, constant}));
  Graph graph = b.finish();
  EXPECT_EQ(PassRunner().run(merge_common_subexpressions, graph), 0);
}

TEST(CommonSubexpressions, AConstantThatIsAnOutputKeepsItsReaders) {
  GraphBuilder b;
  const ValueId x = b.input("x", kF32, {1});
  b.output(b.node("Mul", {x, b.initializer("a", make_tensor<float>({1}, {2}))}));
  const ValueId output = b.initializer("b", make_tensor<float>({1}, {2}));
  b.output(b.node("Add", {x, output}));
  b.output(output);
  Graph graph = b.finish();
  EXPECT_EQ(PassRunner().run(merge_common_subexpressions, graph), 0);
}

}  // namespace
}  // namespace ort::test
