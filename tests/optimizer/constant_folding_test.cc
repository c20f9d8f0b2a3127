#include <gtest/gtest.h>

#include "libort/optimizer/passes.h"
#include "tests/optimizer/pass_runner.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

using Ops = std::vector<std::string>;

const Tensor& constant_output(const Graph& graph) {
  const Tensor* fixed = graph.value(graph.outputs()[0]).fixed();
  if (fixed == nullptr) throw std::runtime_error("the output is not constant:\n" + graph.to_string());
  return *fixed;
}

TEST(ConstantFolding, ComputesAChainAndKeepsTheNameOfTheOutput) {
  GraphBuilder b;
  const ValueId a = b.initializer("a", make_tensor<float>({3}, {1, 2, 3}));
  b.output(b.node("Neg", {b.node("Add", {a, a})}, {}, "y"));
  Graph graph = b.finish();
  EXPECT_EQ(PassRunner().run(fold_constants, graph), 2);
  EXPECT_EQ(ops_of(graph), Ops());
  EXPECT_EQ(graph.value(graph.outputs()[0]).name, "y");
  expect_near(constant_output(graph), {-2, -4, -6});
}

TEST(ConstantFolding, ConstantNodesBecomeInitializers) {
  GraphBuilder b;
  const Tensor value = make_tensor<float>({2}, {1, 2});
  const ValueId constant = b.node("Constant", {}, {{"value", value}});
  const ValueId number = b.node("Constant", {}, {{"value_float", 3.0f}});
  const ValueId x = b.input("x", DataType::kFloat, {2});
  b.output(b.node("Mul", {b.node("Add", {x, constant}), number}));
  Graph graph = b.finish();
  EXPECT_EQ(PassRunner().run(fold_constants, graph), 2);
  EXPECT_EQ(ops_of(graph), (Ops{"Add", "Mul"}));
  EXPECT_EQ(graph.value(constant).fixed()->data(), value.data()) << "shared, not copied";
  expect_near(*graph.value(number).fixed(), {3});
}

TEST(ConstantFolding, KnownShapes) {
  GraphBuilder b;
  const ValueId x = b.input("x", DataType::kFloat, {-1, 3, 4});
  b.output(b.node("Shape", {x}, {{"start", 1}}, "inner"));
  b.output(b.node("Shape", {x}, {}, "all"));
  b.output(b.node("Shape", {x}, {{"start", -100}, {"end", -3}}, "none"));
  b.output(b.node("Size", {b.input("y", DataType::kFloat, {5, 4})}, {}, "size"));
  Graph graph = b.finish();
  EXPECT_EQ(PassRunner().run(fold_constants, graph), 3);
  EXPECT_EQ(ops_of(graph), Ops{"Shape"});
  expect_near(constant_output(graph), {3, 4});
  EXPECT_EQ(graph.value(graph.outputs()[1]).fixed(), nullptr);
  EXPECT_EQ(graph.value(graph.outputs()[2]).fixed()->shape(), Shape{0});
  EXPECT_EQ(graph.value(graph.outputs()[3]).fixed()->shape(), Shape{});
}

TEST(ConstantFolding, OutputsWhoseSizeHangsOnValues) {
  if (op_registry().find("", "NonZero", 23) == nullptr) GTEST_SKIP() << "there is no such operator yet";
  GraphBuilder b;
  b.output(b.node("NonZero", {b.initializer("a", make_tensor<float>({4}, {0, 1, 0, 2}))}));
  Graph graph = b.finish();
  EXPECT_EQ(PassRunner().run(fold_constants, graph), 1);
  expect_near(constant_output(graph), {1, 3});
}

TEST(ConstantFolding, OverridableInitializersAndInputsAreNotConstant) {
  GraphBuilder b;
  const ValueId option = b.overridable("option", make_tensor<float>({1}, {1}));
  b.output(b.node("Neg", {option}));
  b.output(b.node("Neg", {b.input("x", DataType::kFloat, {1})}));
  Graph graph = b.finish();
  EXPECT_EQ(PassRunner().run(fold_constants, graph), 0);
}

TEST(ConstantFolding, RandomNumbersStayRandom) {
  GraphBuilder b;
  const ValueId data = b.initializer("data", make_tensor<float>({2}, {1, 2}));
  const ValueId ratio = b.initializer("ratio", make_tensor<float>({}, {0.5f}));
  const ValueId training = b.initializer("training", make_tensor<bool>({}, {true}));
  b.output(b.node("Dropout", {data, ratio, training}));
  Graph graph = b.finish();
  EXPECT_EQ(PassRunner().run(fold_constants, graph), 0);
}

/// 152 bytes of model that ask for 4 TiB.
TEST(ConstantFolding, HugeResultsAreReportedAndNotComputed) {
  GraphBuilder b;
  const ValueId shape = b.initializer("shape", tensor_of(std::vector<int64_t>{1 << 20, 1 << 20}));
  b.output(b.node("ConstantOfShape", {shape}, {}, "bomb"));
  Graph graph = b.finish();
  PassRunner runner;
  EXPECT_EQ(runner.run(fold_constants, graph), 0);
  EXPECT_EQ(ops_of(graph), Ops{"ConstantOfShape"});
  EXPECT_TRUE(mentions(runner.notes(), "'bomb' (ConstantOfShape) is not folded: its 4398046511104 bytes exceed"));
  EXPECT_EQ(runner.context().fold_budget, kFoldBudget);
}

TEST(ConstantFolding, SizesThatOverflowAreReported) {
  GraphBuilder b;
  const ValueId shape = b.initializer("shape", tensor_of(std::vector<int64_t>{int64_t{1} << 40, int64_t{1} << 40}));
  b.output(b.node("ConstantOfShape", {shape}, {}, "bomb"));
  Graph graph = b.finish(false);
  PassRunner runner;
  EXPECT_EQ(runner.run(fold_constants, graph), 0);
  EXPECT_TRUE(mentions(runner.notes(), "'bomb' (ConstantOfShape) is not folded: "));
}

TEST(ConstantFolding, TheBudgetCountsDown) {
  GraphBuilder b;
  const ValueId shape = b.initializer("shape", tensor_of(std::vector<int64_t>{1000}));
  b.output(b.node("ConstantOfShape", {shape}, {}, "first"));
  b.output(b.node("ConstantOfShape", {shape}, {}, "second"));
  Graph graph = b.finish();
  PassRunner runner;
  runner.context().fold_budget = 5000;
  EXPECT_EQ(runner.run(fold_constants, graph), 1);
  EXPECT_EQ(runner.context().fold_budget, 1000u);
  EXPECT_TRUE(mentions(runner.notes(), "'second' (ConstantOfShape) is not folded: its 4000 bytes exceed what is left"));
}

TEST(ConstantFolding, ReadingMuchCostsBudgetToo) {
  GraphBuilder b;
  const ValueId data = b.initializer("data", Tensor(DataType::kFloat, {1 << 20}));
  b.output(b.node("ReduceSum", {data}, {{"keepdims", 0}}));
  Graph graph = b.finish();
  PassRunner runner;
  runner.context().fold_budget = 1000;
  EXPECT_EQ(runner.run(fold_constants, graph), 0);
  EXPECT_TRUE(mentions(runner.notes(), "262144 bytes exceed"));
}

TEST(ConstantFolding, LongStringsCountForEachCopy) {
  GraphBuilder b;
  const ValueId text = b.initializer("text", make_tensor<std::string>({1}, {std::string(1 << 20, 'x')}));
  const ValueId shape = b.initializer("shape", tensor_of(std::vector<int64_t>{1000}));
  b.output(b.node("Expand", {text, shape}));
  Graph graph = b.finish();
  PassRunner runner;
  EXPECT_EQ(runner.run(fold_constants, graph), 0);
  EXPECT_TRUE(mentions(runner.notes(), "exceed"));
}

TEST(ConstantFolding, ANodeThatFailsStaysAndSaysSo) {
  GraphBuilder b;
  const ValueId data = b.initializer("data", make_tensor<float>({2}, {1, 2}));
  const ValueId index = b.initializer("index", tensor_of(std::vector<int64_t>{7}));
  b.output(b.node("Gather", {data, index}, {}, "outside"));
  Graph graph = b.finish();
  PassRunner runner;
  EXPECT_EQ(runner.run(fold_constants, graph), 0);
  EXPECT_TRUE(mentions(runner.notes(), "'outside' (Gather) is not folded: "));
}

}  // namespace
}  // namespace ort::test
