#include "libort/ops/cost.h"

#include <gtest/gtest.h>

#include <string>

#include "libort/ops/op_registry.h"
#include "tests/support/graph_builder.h"
#include "tests/support/node_runner.h"
#include "tests/support/throws_error.h"

namespace ort {
namespace {

using test::GraphBuilder;

struct Operand {
  std::vector<int64_t> dims;
  DataType dtype = DataType::kFloat;
  std::optional<Tensor> constant = std::nullopt;
};

Operand indices(std::vector<int64_t> numbers) {
  const auto length = static_cast<int64_t>(numbers.size());
  return {{length}, DataType::kInt64, test::make_tensor<int64_t>(Shape({length}), numbers)};
}

struct Expected {
  double operations = 0;
  double bytes_read = 0;
  double bytes_written = 0;
};

/// A node and its cost, worked out by hand from the formula of the operator. An operand with dimension -2 is absent.
struct CostCase {
  std::string op_type;
  std::vector<Operand> inputs;
  Expected expected;
  GraphBuilder::Attributes attributes = {};
  int64_t opset = 23;
  std::size_t outputs = 1;
};

const Operand kAbsent{{-2}};

std::optional<NodeCost> cost_of(const CostCase& node) {
  GraphBuilder b(node.opset);
  std::vector<ValueId> inputs;
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    const Operand& operand = node.inputs[i];
    const std::string name = "in_" + std::to_string(i);
    if (operand.dims == kAbsent.dims) {
      inputs.push_back(kNoValue);
    } else {
      inputs.push_back(operand.constant ? b.initializer(name, *operand.constant)
                                        : b.input(name, operand.dtype, operand.dims));
    }
  }
  for (const ValueId value : b.node_with_outputs(node.outputs, node.op_type, inputs, node.attributes)) b.output(value);
  const Graph graph = b.finish();
  return node_cost(op_registry(), graph, test::only_node(graph, node.op_type));
}

using Ints = std::vector<int64_t>;

const std::vector<CostCase>& cases() {
  static const std::vector<CostCase> kCases = {
      // Windows: 2 x 3 x 3 products and sums for each of 4 x 8 x 8 results.
      {"Conv", {{{1, 2, 8, 8}}, {{4, 2, 3, 3}}}, {256 * 36, 800, 1024}, {{"pads", Ints{1, 1, 1, 1}}}},
      {"Conv", {{{1, 2, 8, 8}}, {{4, 2, 3, 3}}, {{4}}}, {256 * 37, 816, 1024}, {{"pads", Ints{1, 1, 1, 1}}}},
      {"Conv", {{{1, 4, 8, 8}}, {{4, 1, 3, 3}}}, {4 * 36 * 18, 1168, 576}, {{"group", 4}}},
      {"Conv", {{{1, 1, 8, 8}}, {{1, 1, 3, 3}}}, {16 * 18, 292, 64}, {{"dilations", Ints{2, 2}}}},
      {"ConvTranspose", {{{1, 2, 4, 4}}, {{2, 3, 2, 2}}, {{3}}}, {32 * 24 + 192, 236, 768}, {{"strides", Ints{2, 2}}}},
      // Products of matrices.
      {"Gemm", {{{3, 4}}, {{4, 5}}}, {120, 128, 60}},
      {"Gemm", {{{4, 3}}, {{5, 4}}, {{5}}}, {15 * 9, 148, 60}, {{"transA", 1}, {"transB", 1}}},
      {"Gemm", {{{3, 4}}, {{4, 5}}, {{5}}}, {15 * 11, 148, 60}, {{"alpha", 0.5f}, {"beta", 2.0f}}},
      {"MatMul", {{{3, 4}}, {{4, 5}}}, {120, 128, 60}},
      {"MatMul", {{{2, 1, 3, 4}}, {{7, 4, 5}}}, {2 * 7 * 15 * 8, 96 + 560, 840}},
      {"MatMul", {{{4}}, {{4}}}, {8, 32, 4}},
      // Two heads, 3 queries, 5 keys, heads of 4 and 6: 30 pairs, or 1 + 2 + 3 for each head.
      {"Attention", {{{1, 2, 3, 4}}, {{1, 2, 5, 4}}, {{1, 2, 5, 6}}}, {30 * 26, 96 + 160 + 240, 144}},
      {"Attention",
       {{{1, 2, 3, 4}}, {{1, 2, 5, 4}}, {{1, 2, 5, 6}}},
       {12 * 29, 96 + 160 + 240, 144},
       {{"is_causal", 1}, {"softcap", 2.0f}}},
      {"Attention",
       {{{1, 3, 8}}, {{1, 5, 4}}, {{1, 5, 4}}, {{3, 5}}},
       {30 * 23, 96 + 80 + 80 + 60, 96},
       {{"q_num_heads", 2}, {"kv_num_heads", 1}}},
      // Elementwise.
      {"Relu", {{{2, 3}}}, {6, 24, 24}},
      {"Sigmoid", {{{2, 3}}}, {24, 24, 24}},
      {"Gelu", {{{2, 3}}}, {30, 24, 24}},
      {"Gelu", {{{2, 3}}}, {54, 24, 24}, {{"approximate", "tanh"}}},
      {"Clip", {{{2, 3}}, {{}}}, {6, 28, 24}},
      {"Clip", {{{2, 3}}}, {12, 24, 24}, {}, 6},
      {"PRelu", {{{2, 3}}, {{3}}}, {12, 36, 24}},
      {"Add", {{{2, 3}}, {{3}}}, {6, 36, 24}},
      {"Pow", {{{2, 3}}, {{}, DataType::kInt32}}, {6, 28, 24}},
      {"Exp", {{{2, 3}, DataType::kFloat16}}, {6, 12, 12}},
      {"Equal", {{{2, 3}}, {{2, 3}}}, {6, 48, 6}},
      {"Not", {{{2, 3}, DataType::kBool}}, {6, 6, 6}},
      {"IsNaN", {{{2, 3}}}, {6, 24, 6}},
      {"Sum", {{{2, 3}}, {{3}}, {{1}}}, {12, 40, 24}},
      {"Max", {{{2, 3}}}, {0, 24, 24}},
      {"Where", {{{2, 3}, DataType::kBool}, {{2, 3}}, {{}}}, {0, 34, 24}},
      {"Cast", {{{5}}}, {0, 20, 3}, {{"to", int64_t{22}}}},
      // Reductions and normalizations.
      {"ReduceSum", {{{2, 3, 4}}, indices({1})}, {24, 104, 32}},
      {"ReduceMean", {{{2, 3, 4}}, indices({1})}, {32, 104, 32}},
      {"ArgMax", {{{2, 3, 4}}}, {24, 96, 64}, {{"axis", 1}}, 23},
      {"CumSum", {{{2, 3}}, {{}, DataType::kInt64}}, {6, 32, 24}},
      {"Softmax", {{{2, 3}}}, {30, 24, 24}},
      {"LogSoftmax", {{{2, 3}}}, {30, 24, 24}},
      {"TopK", {{{2, 8}}, indices({4})}, {48, 72, 32 + 64}, {}, 23, 2},
      {"TopK", {{{2, 8}}, indices({1})}, {16, 72, 8 + 16}, {}, 23, 2},
      {"LayerNormalization", {{{2, 3}}, {{3}}, {{3}}}, {52, 48, 24}},
      {"LayerNormalization", {{{2, 3}}, {{3}}}, {46, 36, 24}},
      {"RMSNormalization", {{{2, 3}}, {{3}}}, {32, 36, 24}},
      {"BatchNormalization", {{{2, 3, 4}}, {{3}}, {{3}}, {{3}}, {{3}}}, {63, 96 + 48, 96}},
      {"InstanceNormalization", {{{2, 3, 4}}, {{3}}, {{3}}}, {144 + 48, 96 + 24, 96}},
      {"LRN", {{{1, 4, 2, 2}}}, {16 * 10, 64, 64}, {{"size", 3}}},
      // Pools.
      {"MaxPool", {{{1, 2, 4, 4}}}, {8 * 4, 128, 32}, {{"kernel_shape", Ints{2, 2}}, {"strides", Ints{2, 2}}}},
      {"AveragePool", {{{1, 2, 4, 4}}}, {8 * 5, 128, 32}, {{"kernel_shape", Ints{2, 2}}, {"strides", Ints{2, 2}}}},
      {"GlobalMaxPool", {{{1, 2, 4, 4}}}, {32, 128, 8}},
      {"GlobalAveragePool", {{{1, 2, 4, 4}}}, {34, 128, 8}},
      // Resize by mode: 1, 4 and 16 elements are weighed.
      {"Resize", {{{1, 1, 2, 2}}, kAbsent, kAbsent, indices({1, 1, 4, 4})}, {0, 48, 64}},
      {"Resize", {{{1, 1, 2, 2}}, kAbsent, kAbsent, indices({1, 1, 4, 4})}, {128, 48, 64}, {{"mode", "linear"}}},
      {"Resize", {{{1, 1, 2, 2}}, kAbsent, kAbsent, indices({1, 1, 4, 4})}, {512, 48, 64}, {{"mode", "cubic"}}},
      {"Resize",
       {{{1, 1, 8, 4}}, kAbsent, kAbsent, indices({1, 1, 4, 4})},
       {128, 160, 64},
       {{"mode", "linear"}, {"antialias", 1}}},
      // Moving elements.
      {"Identity", {{{2, 3}}}, {0, 0, 0}},
      {"Reshape", {{{2, 3}}, indices({6})}, {0, 0, 0}},
      {"Unsqueeze", {{{2, 3}}, indices({0})}, {0, 0, 0}},
      {"Flatten", {{{2, 3}}}, {0, 0, 0}},
      {"Shape", {{{2, 3}}}, {0, 0, 16}},
      {"Transpose", {{{2, 3}, DataType::kInt4}}, {0, 3, 3}},
      {"Concat", {{{2, 3}}, {{1, 3}}}, {0, 36, 36}, {{"axis", 0}}},
      {"Gather", {{{100, 8}}, {{3}, DataType::kInt64}}, {0, 96 + 24, 96}},
      {"Gather", {{{2, 8}}, {{3}, DataType::kInt64}}, {0, 64 + 24, 96}},
      {"Slice", {{{100}}, indices({2}), indices({7})}, {0, 20 + 16, 20}},
      {"Expand", {{{3}}, indices({2, 3})}, {0, 28, 24}},
      {"EyeLike", {{{3, 3}}}, {0, 0, 36}},
      {"Range", {indices({0}), indices({5}), indices({1})}, {10, 24, 40}},
      {"ScatterND", {{{4, 2}}, {{3, 1}, DataType::kInt64}, {{3, 2}}}, {0, 80, 32}},
      {"ScatterND", {{{4, 2}}, {{3, 1}, DataType::kInt64}, {{3, 2}}}, {6, 80, 32}, {{"reduction", "add"}}},
      {"Dropout", {{{2, 3}}}, {0, 0, 6}, {}, 23, 2},
      {"Concat",
       {{{2}, DataType::kString}, {{1}, DataType::kString}},
       {0, 3.0 * sizeof(std::string), 3.0 * sizeof(std::string)},
       {{"axis", 0}}},
  };
  return kCases;
}

TEST(Cost, FormulasByHand) {
  for (const CostCase& node : cases()) {
    std::string title = node.op_type;
    for (const Operand& input : node.inputs) title += " " + Shape(input.dims).to_string();
    const std::optional<NodeCost> cost = cost_of(node);
    ASSERT_TRUE(cost.has_value()) << title;
    EXPECT_DOUBLE_EQ(cost->operations, node.expected.operations) << title;
    EXPECT_DOUBLE_EQ(cost->bytes_read, node.expected.bytes_read) << title;
    EXPECT_DOUBLE_EQ(cost->bytes_written, node.expected.bytes_written) << title;
  }
}

TEST(Cost, EveryOperatorHasARule) {
  for (const OpSchema* schema : op_registry().all()) {
    EXPECT_NE(schema->cost, nullptr) << schema->domain << "::" << schema->name << "-" << schema->since_version;
  }
}

TEST(Cost, UnknownShapesHaveNoCost) {
  EXPECT_FALSE(cost_of({"Relu", {{{-1, 3}}}, {}}).has_value());
  EXPECT_TRUE(cost_of({"Relu", {{{0, 3}}}, {}}).has_value());
}

TEST(Cost, EmptyTensorsCostNothing) {
  const std::optional<NodeCost> product = cost_of({"MatMul", {{{0, 4}}, {{4, 5}}}, {}});
  ASSERT_TRUE(product.has_value());
  EXPECT_EQ(product->operations, 0);
  const std::optional<NodeCost> conv = cost_of({"Conv", {{{1, 1, 4, 4}}, {{0, 1, 3, 3}}}, {}});
  ASSERT_TRUE(conv.has_value());
  EXPECT_EQ(conv->operations, 0);
}

/// Fused operators: what they are made of, together.
TEST(Cost, FusedOperators) {
  Node node;
  node.op_type = "FusedConv";
  node.domain = "com.microsoft";
  node.since_version = 1;
  node.attributes["activation"] = "Sigmoid";
  const OpSchema* schema = op_registry().find_version(node.domain, node.op_type, 1);
  ASSERT_NE(schema, nullptr);
  const auto value = [](Shape shape) { return CostValue::of(DataType::kFloat, std::move(shape)); };
  const CostContext context(node, {value({1, 2, 8, 8}), value({4, 2, 1, 1}), value({4}), value({1, 4, 8, 8})},
                            {value({1, 4, 8, 8})});
  const std::optional<NodeCost> cost = node_cost(*schema, context);
  ASSERT_TRUE(cost.has_value());
  EXPECT_DOUBLE_EQ(cost->operations, 256.0 * (4 + 1 + 1 + 4));
}

TEST(Cost, ActivationsHaveTheCostOfTheirOperators) {
  EXPECT_EQ(activation_operations("Relu"), 1);
  EXPECT_EQ(activation_operations("HardSigmoid"), 4);
  EXPECT_EQ(activation_operations(""), 0);
  for (const OpSchema* schema : op_registry().all()) {
    if (schema->cost != activation_cost) continue;
    EXPECT_GT(activation_operations(schema->name), 0) << schema->name;
  }
}

}  // namespace
}  // namespace ort
