#include <gtest/gtest.h>

#include "libort/core/float_types.h"
#include "libort/optimizer/passes.h"
#include "tests/optimizer/pass_runner.h"
#include "tests/support/graph_interpreter.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

using Ops = std::vector<std::string>;
using Attributes = GraphBuilder::Attributes;

/// x -> Conv -> BatchNormalization, with four filters over four channels.
struct ConvNorm {
  DataType dtype = DataType::kFloat;
  int64_t opset = 23;
  std::vector<int64_t> spatial = {5, 5};
  int64_t group = 1;
  bool bias = true;
  Attributes norm_attributes = {};
  std::size_t norm_outputs = 1;
  bool overridable_scale = false;
  bool variance_negative = false;
};

Tensor filled(DataType dtype, float value) {
  Tensor tensor(dtype, {4});
  if (dtype == DataType::kDouble) std::fill_n(tensor.as<double>().begin(), 4, value);
  if (dtype == DataType::kFloat) std::fill_n(tensor.as<float>().begin(), 4, value);
  if (dtype == DataType::kFloat16) std::fill_n(tensor.as<Float16>().begin(), 4, Float16(value));
  return tensor;
}

ValueId add_conv(GraphBuilder& b, const ConvNorm& c, std::mt19937& random) {
  std::vector<int64_t> dims = {2, 4};
  std::vector<int64_t> kernel = {4, 4 / c.group};
  dims.insert(dims.end(), c.spatial.begin(), c.spatial.end());
  kernel.insert(kernel.end(), c.spatial.size(), 3);
  std::vector<ValueId> inputs = {b.input("x", c.dtype, dims),
                                 b.initializer("w", random_tensor(c.dtype, Shape(kernel), random))};
  if (c.bias) inputs.push_back(b.initializer("b", random_tensor(c.dtype, {4}, random)));
  return b.node("Conv", inputs, {{"group", c.group}}, "conv");
}

ValueId add_norm(GraphBuilder& b, const ConvNorm& c, ValueId conv, std::mt19937& random) {
  const Tensor scale = random_tensor(c.dtype, {4}, random);
  const std::vector<ValueId> inputs = {
      conv, c.overridable_scale ? b.overridable("scale", scale) : b.initializer("scale", scale),
      b.initializer("shift", random_tensor(c.dtype, {4}, random)),
      b.initializer("mean", random_tensor(c.dtype, {4}, random)),
      b.initializer("variance", filled(c.dtype, c.variance_negative ? -1.0f : 0.5f))};
  return b.node_with_outputs(c.norm_outputs, "BatchNormalization", inputs, c.norm_attributes, "norm")[0];
}

Graph build(const ConvNorm& c) {
  std::mt19937 random(1);
  GraphBuilder b(c.opset);
  b.output(add_norm(b, c, add_conv(b, c, random), random));
  return b.finish();
}

void expect_fused(const ConvNorm& c, double tolerance) {
  Graph plain = build(c);
  Graph fused = build(c);
  EXPECT_EQ(PassRunner().run(fuse_conv_batch_normalization, fused), 1);
  ASSERT_EQ(ops_of(fused), Ops{"Conv"});
  EXPECT_EQ(fused.value(fused.outputs()[0]).name, "norm");
  EXPECT_EQ(only_node(fused, "Conv").lineage, (std::vector<std::string>{"conv", "norm"}));
  std::mt19937 random(2);
  Shape shape{2, 4};
  for (const int64_t dim : c.spatial) shape.append(dim);
  const Tensor x = random_tensor(c.dtype, shape, random);
  expect_near(interpret(fused, {{"x", x}})[0].tensor(), to_doubles(interpret(plain, {{"x", x}})[0].tensor()), tolerance,
              tolerance);
}

void expect_left_alone(const ConvNorm& c, const std::string& why) {
  Graph graph = build(c);
  PassRunner runner;
  EXPECT_EQ(runner.run(fuse_conv_batch_normalization, graph), 0);
  EXPECT_TRUE(mentions(runner.notes(), "Conv+BatchNormalization at 'norm': " + why));
  EXPECT_EQ(ops_of(graph), (Ops{"Conv", "BatchNormalization"}));
}

TEST(ConvBatchNormalization, BecomesOneConvolution) { expect_fused({}, 1e-4); }

TEST(ConvBatchNormalization, WithoutBias) { expect_fused({.bias = false}, 1e-4); }

TEST(ConvBatchNormalization, GroupsRanksAndTypes) {
  expect_fused({.spatial = {7}, .group = 2}, 1e-4);
  expect_fused({.spatial = {3, 4, 5}, .group = 4}, 1e-4);
  expect_fused({.dtype = DataType::kDouble}, 1e-12);
  expect_fused({.dtype = DataType::kFloat16}, 3e-2);
}

TEST(ConvBatchNormalization, OldVersions) {
  expect_fused({.opset = 14}, 1e-4);
  expect_fused({.opset = 9}, 1e-4);
  expect_fused({.opset = 7, .norm_attributes = {{"spatial", 1}}}, 1e-4);
  expect_fused({.opset = 6, .norm_attributes = {{"is_test", 1}}}, 1e-4);
}

TEST(ConvBatchNormalization, TrainingFormsStay) {
  const std::string why = "needs the inference form";
  expect_left_alone({.norm_attributes = {{"training_mode", 1}}, .norm_outputs = 3}, why);
  expect_left_alone({.opset = 9, .norm_outputs = 5}, why);
  expect_left_alone({.opset = 6, .norm_attributes = {{"is_test", 0}}}, why);
}

TEST(ConvBatchNormalization, AnOverridableParameterIsNotConstant) {
  expect_left_alone({.overridable_scale = true}, "'scale' is an initializer that callers may override");
}

TEST(ConvBatchNormalization, ResultsMustBeFinite) { expect_left_alone({.variance_negative = true}, "needs finite"); }

TEST(ConvBatchNormalization, AnotherReaderOrAGraphOutputKeepsTheConvolution) {
  for (const bool is_output : {false, true}) {
    std::mt19937 random(1);
    GraphBuilder b;
    const ValueId conv = add_conv(b, {}, random);
    b.output(add_norm(b, {}, conv, random));
    b.output(is_output ? conv : b.node("Abs", {conv}));
    Graph graph = b.finish();
    PassRunner runner;
    EXPECT_EQ(runner.run(fuse_conv_batch_normalization, graph), 0);
    EXPECT_TRUE(mentions(runner.notes(), is_output ? "the result of Conv 'conv' is a graph output"
                                                   : "the result of Conv 'conv' has 2 readers"));
  }
}

TEST(ConvBatchNormalization, CopiesOfSharedWeightsCountAgainstTheBudget) {
  std::mt19937 random(1);
  GraphBuilder b;
  const ValueId conv = add_conv(b, {}, random);
  const ValueId weights = b.mutator().graph().node(b.mutator().graph().value(conv).producer).inputs[1];
  b.output(add_norm(b, {}, conv, random));
  b.output(b.node("Abs", {weights}));
  Graph graph = b.finish();
  PassRunner runner;
  runner.context().fold_budget = 100;
  EXPECT_EQ(runner.run(fuse_conv_batch_normalization, graph), 0);
  EXPECT_TRUE(mentions(runner.notes(), "a copy of 576 bytes of shared weights exceeds the fold budget"));
}

}  // namespace
}  // namespace ort::test
