#include <gtest/gtest.h>

#include "libort/optimizer/passes.h"
#include "tests/optimizer/pass_runner.h"
#include "tests/support/graph_interpreter.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

using Ops = std::vector<std::string>;
using Attributes = GraphBuilder::Attributes;

/// x -> Conv (or Gemm) -> an activation with further constant inputs.
struct Case {
  std::string activation;
  Attributes attributes = {};
  std::vector<std::optional<Tensor>> bounds = {};
  DataType dtype = DataType::kFloat;
  int64_t opset = 21;
};

std::vector<ValueId> activation_inputs(GraphBuilder& b, ValueId data, const Case& c) {
  std::vector<ValueId> inputs = {data};
  for (const auto& bound : c.bounds) {
    inputs.push_back(bound ? b.initializer("bound_" + std::to_string(inputs.size()), *bound) : kNoValue);
  }
  return inputs;
}

Graph conv_graph(const Case& c) {
  std::mt19937 random(1);
  GraphBuilder b(c.opset);
  const ValueId x = b.input("x", c.dtype, {1, 2, 5, 5});
  const ValueId w = b.initializer("w", random_tensor(c.dtype, {3, 2, 3, 3}, random));
  const ValueId conv = b.node("Conv", {x, w}, {{"pads", std::vector<int64_t>{1, 1, 1, 1}}}, "conv");
  b.output(b.node(c.activation, activation_inputs(b, conv, c), c.attributes, "activation"));
  return b.finish();
}

Graph gemm_graph(const Case& c) {
  std::mt19937 random(1);
  GraphBuilder b(c.opset);
  const ValueId x = b.input("x", c.dtype, {4, 5});
  const ValueId w = b.initializer("w", random_tensor(c.dtype, {3, 5}, random));
  const ValueId bias = b.initializer("b", random_tensor(c.dtype, {3}, random));
  const ValueId gemm = b.node("Gemm", {x, w, bias}, {{"transB", 1}, {"alpha", 0.5f}}, "gemm");
  b.output(b.node(c.activation, activation_inputs(b, gemm, c), c.attributes, "activation"));
  return b.finish();
}

void expect_fused(Graph plain, Graph fused, PassFunction pass, const std::string& op_type, Shape shape) {
  EXPECT_EQ(PassRunner().run(pass, fused), 1);
  ASSERT_EQ(ops_of(fused), Ops{op_type});
  const Node& node = only_node(fused, op_type);
  EXPECT_EQ(node.domain, "com.microsoft");
  EXPECT_EQ(node.since_version, 1);
  EXPECT_EQ(node.lineage.size(), 2u);
  EXPECT_EQ(fused.value(fused.outputs()[0]).name, "activation");
  std::mt19937 random(2);
  const Tensor x = random_tensor(DataType::kFloat, std::move(shape), random);
  expect_near(interpret(fused, {{"x", x}})[0].tensor(), to_doubles(interpret(plain, {{"x", x}})[0].tensor()));
}

void expect_fused_conv(const Case& c) {
  SCOPED_TRACE(c.activation);
  expect_fused(conv_graph(c), conv_graph(c), fuse_conv_activation, "FusedConv", {1, 2, 5, 5});
}

void expect_fused_gemm(const Case& c) {
  SCOPED_TRACE(c.activation);
  expect_fused(gemm_graph(c), gemm_graph(c), fuse_gemm_activation, "FusedGemm", {4, 5});
}

void expect_conv_stays(const Case& c, const std::string& why) {
  Graph graph = conv_graph(c);
  PassRunner runner;
  EXPECT_EQ(runner.run(fuse_conv_activation, graph), 0);
  EXPECT_TRUE(mentions(runner.notes(), why));
}

Tensor scalar(float value) { return make_tensor<float>({}, {value}); }

TEST(ConvActivation, EachActivation) {
  for (const char* activation : {"Relu", "Sigmoid", "Tanh", "LeakyRelu", "HardSigmoid"}) {
    expect_fused_conv({activation});
  }
  expect_fused_conv({"LeakyRelu", {{"alpha", 0.3f}}});
  expect_fused_conv({"HardSigmoid", {{"alpha", 0.1f}, {"beta", 0.4f}}});
}

TEST(ConvActivation, ClipWithConstantBounds) {
  expect_fused_conv({"Clip", {}, {scalar(0), scalar(1)}});
  expect_fused_conv({"Clip", {}, {std::nullopt, scalar(0.5f)}});
  expect_fused_conv({"Clip"});
  expect_fused_conv({"Clip", {{"min", 0.0f}, {"max", 6.0f}}, {}, DataType::kFloat, 6});
  Graph graph = conv_graph({"Clip", {}, {scalar(-1), scalar(1)}});
  PassRunner().run(fuse_conv_activation, graph);
  EXPECT_EQ(only_node(graph, "FusedConv").attribute<std::vector<float>>("activation_params"),
            (std::vector<float>{-1, 1}));
}

TEST(ConvActivation, BoundsInTheWrongOrderOrWithoutAFloatStay) {
  expect_conv_stays({"Clip", {}, {scalar(1), scalar(0)}}, "needs constant bounds");
  const Tensor tenth = make_tensor<double>({}, {0.1});
  expect_conv_stays({"Clip", {}, {tenth}, DataType::kDouble}, "needs constant bounds");
}

TEST(ConvActivation, BoundsThatARunGivesStay) {
  GraphBuilder b;
  const ValueId x = b.input("x", DataType::kFloat, {1, 1, 3, 3});
  const ValueId w = b.initializer("w", make_tensor<float>({1, 1, 1, 1}, {2}));
  b.output(b.node("Clip", {b.node("Conv", {x, w}), b.input("low", DataType::kFloat, {})}));
  Graph graph = b.finish();
  EXPECT_EQ(PassRunner().run(fuse_conv_activation, graph), 0);
}

TEST(ConvActivation, TypesOutsideOfTheDefinitionStay) {
  expect_conv_stays({"Relu", {}, {}, DataType::kBfloat16, 22}, "needs a CPU kernel of FusedConv");
}

TEST(ConvActivation, OtherProvidersKeepTheirOperators) {
  Graph conv = conv_graph({"Relu"});
  Graph gemm = gemm_graph({"Relu"});
  PassRunner runner;
  runner.context().cpu_only = false;
  EXPECT_EQ(runner.run(fuse_conv_activation, conv), 0);
  EXPECT_EQ(runner.run(fuse_gemm_activation, gemm), 0);
}

TEST(ConvActivation, AnotherReaderKeepsTheConvolution) {
  GraphBuilder b;
  const ValueId x = b.input("x", DataType::kFloat, {1, 1, 3, 3});
  const ValueId w = b.initializer("w", make_tensor<float>({1, 1, 1, 1}, {2}));
  const ValueId conv = b.node("Conv", {x, w});
  b.output(b.node("Add", {b.node("Relu", {conv}), conv}));
  Graph graph = b.finish();
  PassRunner runner;
  EXPECT_EQ(runner.run(fuse_conv_activation, graph), 0);
  EXPECT_TRUE(mentions(runner.notes(), "has 2 readers"));
}

TEST(GemmActivation, EachActivation) {
  for (const char* activation : {"Elu", "HardSigmoid", "LeakyRelu", "Relu", "Selu", "Sigmoid", "Softplus", "Softsign",
                                 "Tanh", "ThresholdedRelu"}) {
    if (op_registry().find("", activation, 21) == nullptr) continue;
    expect_fused_gemm({activation});
  }
  expect_fused_gemm({"Elu", {{"alpha", 0.7f}}});
  expect_fused_gemm({"Selu", {{"alpha", 1.5f}, {"gamma", 1.1f}}});
}

TEST(GemmActivation, TheFirstVersionsBroadcastAndStay) {
  Graph graph = gemm_graph({"Relu", {}, {}, DataType::kFloat, 7});
  EXPECT_EQ(PassRunner().run(fuse_gemm_activation, graph), 1);
  GraphBuilder b(6);
  const ValueId x = b.input("x", DataType::kFloat, {2, 2});
  b.output(b.node("Relu", {b.node("Gemm", {x, x, x})}));
  Graph old = b.finish();
  PassRunner runner;
  EXPECT_EQ(runner.run(fuse_gemm_activation, old), 0);
  EXPECT_TRUE(mentions(runner.notes(), "needs Gemm 7 or later"));
}

}  // namespace
}  // namespace ort::test
