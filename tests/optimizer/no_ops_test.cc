#include <gtest/gtest.h>

#include "libort/optimizer/passes.h"
#include "tests/optimizer/pass_runner.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

using Ops = std::vector<std::string>;
using Attributes = GraphBuilder::Attributes;

constexpr DataType kF32 = DataType::kFloat;

/// Abs -> the node with further constant inputs -> Neg, on float[2,3].
struct Sandwich {
  std::string op_type;
  std::vector<Tensor> constants = {};
  Attributes attributes = {};
  int64_t opset = 23;
  std::vector<int64_t> dims = {2, 3};
  DataType dtype = kF32;
};

Ops optimized(const Sandwich& sandwich) {
  GraphBuilder b(sandwich.opset);
  std::vector<ValueId> inputs = {b.node("Abs", {b.input("x", sandwich.dtype, sandwich.dims)})};
  for (const Tensor& constant : sandwich.constants) {
    inputs.push_back(b.initializer("c" + std::to_string(inputs.size()), constant));
  }
  b.output(b.node("Neg", {b.node(sandwich.op_type, inputs, sandwich.attributes)}));
  Graph graph = b.finish();
  PassRunner().run(remove_no_ops, graph);
  return ops_of(graph);
}

const Ops kGone = {"Abs", "Neg"};
Ops stays(const std::string& op_type) { return {"Abs", op_type, "Neg"}; }

Tensor int64s(const std::vector<int64_t>& values) { return tensor_of(values); }
Tensor scalar(float value) { return make_tensor<float>({}, {value}); }
Tensor flag(bool value) { return make_tensor<bool>({}, {value}); }

TEST(NoOps, IdentityAndOperatorsOverOneInput) {
  for (const char* op_type : {"Identity", "Sum", "Max", "Min"}) EXPECT_EQ(optimized({op_type}), kGone) << op_type;
  EXPECT_EQ(optimized({"Concat", {}, {{"axis", 0}}}), kGone);
  EXPECT_EQ(optimized({"Max", {scalar(1)}}), stays("Max"));
}

TEST(NoOps, CastToTheSameType) {
  EXPECT_EQ(optimized({"Cast", {}, {{"to", static_cast<int64_t>(kF32)}}}), kGone);
  EXPECT_EQ(optimized({"Cast", {}, {{"to", static_cast<int64_t>(DataType::kDouble)}}}), stays("Cast"));
}

TEST(NoOps, DropoutThatOnlyInfers) {
  EXPECT_EQ(optimized({"Dropout"}), kGone);
  EXPECT_EQ(optimized({"Dropout", {scalar(0.5f), flag(false)}}), kGone);
  EXPECT_EQ(optimized({"Dropout", {scalar(0.5f), flag(true)}}), stays("Dropout"));
  EXPECT_EQ(optimized({"Dropout", {}, {{"ratio", 0.5f}}, 7}), kGone);
  EXPECT_EQ(optimized({"Dropout", {}, {{"is_test", 1}}, 6}), kGone);
  EXPECT_EQ(optimized({"Dropout", {}, {{"is_test", 0}}, 6}), stays("Dropout"));
}

TEST(NoOps, DropoutWhoseMaskIsReadStays) {
  GraphBuilder b;
  const auto dropout = b.node_with_outputs(2, "Dropout", {b.node("Abs", {b.input("x", kF32, {2})})});
  b.output(b.node("Neg", {dropout[0]}));
  b.output(dropout[1]);
  Graph graph = b.finish();
  EXPECT_EQ(PassRunner().run(remove_no_ops, graph), 0);
}

TEST(NoOps, ReshapingToTheSameShape) {
  EXPECT_EQ(optimized({"Reshape", {int64s({2, 3})}}), kGone);
  EXPECT_EQ(optimized({"Reshape", {int64s({3, 2})}}), stays("Reshape"));
  EXPECT_EQ(optimized({"Flatten", {}, {{"axis", 1}}}), kGone);
  EXPECT_EQ(optimized({"Expand", {int64s({1, 3})}}), kGone);
  EXPECT_EQ(optimized({"Expand", {int64s({2, 2, 3})}}), stays("Expand"));
}

TEST(NoOps, OneUnknownDimensionFollowsFromTheOthersUnlessThereAreNoElements) {
  EXPECT_EQ(optimized({"Reshape", {int64s({-1, 3})}, {}, 23, {-1, 3}}), kGone);
  EXPECT_EQ(optimized({"Reshape", {int64s({-1, 3})}, {}, 23, {-1, -1}}), stays("Reshape"));
  EXPECT_EQ(optimized({"Reshape", {int64s({0, 0})}, {}, 23, {-1, 0}}), stays("Reshape"));
  EXPECT_EQ(optimized({"Expand", {int64s({4, 3})}, {}, 23, {-1, 3}}), stays("Expand"));
}

TEST(NoOps, SliceOfEverything) {
  const Tensor zero = int64s({0});
  const Tensor one = int64s({1});
  EXPECT_EQ(optimized({"Slice", {zero, int64s({1000})}}), kGone);
  EXPECT_EQ(optimized({"Slice", {zero, int64s({1000}), one, one}}), kGone);
  EXPECT_EQ(optimized({"Slice", {one, int64s({1000}), one, one}}), stays("Slice"));
  EXPECT_EQ(optimized({"Slice", {int64s({-1}), int64s({-1000}), one, int64s({-1})}}), stays("Slice"));
}

TEST(NoOps, TransposeInPlace) {
  EXPECT_EQ(optimized({"Transpose", {}, {{"perm", std::vector<int64_t>{0, 1}}}}), kGone);
  EXPECT_EQ(optimized({"Transpose", {}, {{"perm", std::vector<int64_t>{1, 0}}}}), stays("Transpose"));
  EXPECT_EQ(optimized({"Transpose", {}, {}, 23, {5}}), kGone);
  EXPECT_EQ(optimized({"Transpose", {}, {}, 23, {5, 5}}), stays("Transpose"));
}

TEST(NoOps, PaddingByNothing) {
  EXPECT_EQ(optimized({"Pad", {int64s({0, 0, 0, 0})}}), kGone);
  EXPECT_EQ(optimized({"Pad", {int64s({0, 1, 0, -1})}}), stays("Pad"));
  EXPECT_EQ(optimized({"Pad", {}, {{"pads", std::vector<int64_t>{0, 0, 0, 0}}}, 2}), kGone);
}

TEST(NoOps, ArithmeticWithItsNeutralElement) {
  EXPECT_EQ(optimized({"Mul", {scalar(1)}}), kGone);
  EXPECT_EQ(optimized({"Div", {make_tensor<float>({3}, {1, 1, 1})}}), kGone);
  EXPECT_EQ(optimized({"Sub", {scalar(0)}}), kGone);
  EXPECT_EQ(optimized({"Mul", {make_tensor<float>({3}, {1, 1, 2})}}), stays("Mul"));
  EXPECT_EQ(optimized({"Mul", {make_tensor<float>({1, 1, 1}, {1})}}), stays("Mul")) << "the rank grows";
  EXPECT_EQ(optimized({"Mul", {make_tensor<float>({2, 3}, {1, 1, 1, 1, 1, 1})}, {}, 23, {1, 3}}), stays("Mul"));
}

TEST(NoOps, AddingZeroKeepsTheSignOfZero) {
  EXPECT_EQ(optimized({"Add", {scalar(0.0f)}}), stays("Add"));
  EXPECT_EQ(optimized({"Add", {scalar(-0.0f)}}), kGone);
  EXPECT_EQ(optimized({"Sub", {scalar(-0.0f)}}), stays("Sub"));
  const Tensor zero = int64s({0}).reshaped({});
  EXPECT_EQ(optimized({"Add", {zero}, {}, 23, {2, 3}, DataType::kInt64}), kGone);
}

TEST(NoOps, ConstantOnTheLeft) {
  for (const char* op_type : {"Mul", "Div"}) {
    GraphBuilder b;
    const ValueId one = b.initializer("one", scalar(1));
    b.output(b.node("Neg", {b.node(op_type, {one, b.node("Abs", {b.input("x", kF32, {2})})})}));
    Graph graph = b.finish();
    EXPECT_EQ(PassRunner().run(remove_no_ops, graph), op_type == std::string("Mul") ? 1 : 0);
  }
}

TEST(NoOps, AnOverridableConstantIsNone) {
  GraphBuilder b;
  const ValueId x = b.node("Abs", {b.input("x", kF32, {2})});
  b.output(b.node("Mul", {x, b.overridable("factor", scalar(1))}));
  Graph graph = b.finish();
  EXPECT_EQ(PassRunner().run(remove_no_ops, graph), 0);
}

TEST(NoOps, GraphOutputKeepsItsNameAndTheNamesOfItsDimensions) {
  GraphBuilder b;
  const ValueId y = b.node("Identity", {b.node("Abs", {b.input("x", kF32, {-1})})}, {}, "y");
  b.mutator().set_type(y, ValueType::tensor(kF32, SymbolicShape::of({Dim::named("batch")})));
  b.output(y);
  Graph graph = b.finish();
  EXPECT_EQ(PassRunner().run(remove_no_ops, graph), 1);
  const Value& output = graph.value(graph.outputs()[0]);
  EXPECT_EQ(output.name, "y");
  EXPECT_EQ(output.type.shape.to_string(), "[batch]");
  EXPECT_EQ(ops_of(graph), Ops{"Abs"});
}

TEST(NoOps, GraphInputThatIsAlsoAnOutputNeedsItsIdentity) {
  GraphBuilder b;
  b.output(b.node("Identity", {b.input("x", kF32, {2})}));
  Graph graph = b.finish();
  EXPECT_EQ(PassRunner().run(remove_no_ops, graph), 0);
}

TEST(NoOps, ValuesThatABodyCapturesKeepTheirNames) {
  GraphBuilder b;
  const ValueId captured = b.outer("x", kF32, {2});
  b.output(b.node("Identity", {b.node("Abs", {b.node("Identity", {captured})})}, {}, "result"));
  b.output(b.node("Identity", {captured}, {}, "copy"));
  Graph body = b.finish();
  EXPECT_EQ(PassRunner().run(remove_no_ops, body), 2);
  EXPECT_EQ(ops_of(body), (Ops{"Abs", "Identity"}));
  EXPECT_EQ(body.value(body.outputs()[0]).name, "result");
  EXPECT_EQ(body.value(captured).name, "x");
}

}  // namespace
}  // namespace ort::test
