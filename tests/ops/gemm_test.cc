#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "tests/support/naive_broadcast.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

struct GemmCase {
  int64_t m = 3;
  int64_t n = 5;
  int64_t k = 4;
  bool transpose_a = false;
  bool transpose_b = false;
  float alpha = 1.0f;
  float beta = 1.0f;
  std::optional<Shape> addend;

  Shape a_shape() const { return transpose_a ? Shape{k, m} : Shape{m, k}; }
  Shape b_shape() const { return transpose_b ? Shape{n, k} : Shape{k, n}; }
};

std::vector<double> naive_gemm(const GemmCase& test, const std::vector<double>& a, const std::vector<double>& b,
                               const std::vector<double>& c) {
  std::vector<double> y;
  for (int64_t i = 0; i < test.m; ++i) {
    for (int64_t j = 0; j < test.n; ++j) {
      double sum = 0.0;
      for (int64_t d = 0; d < test.k; ++d) {
        const int64_t in_a = test.transpose_a ? d * test.m + i : i * test.k + d;
        const int64_t in_b = test.transpose_b ? j * test.k + d : d * test.n + j;
        sum += a[static_cast<std::size_t>(in_a)] * b[static_cast<std::size_t>(in_b)];
      }
      sum *= test.alpha;
      if (test.addend) sum += test.beta * c[naive_source({test.m, test.n}, *test.addend, i * test.n + j)];
      y.push_back(sum);
    }
  }
  return y;
}

NodeCase gemm_node(const GemmCase& test, DataType dtype, std::mt19937& generator) {
  NodeCase node{.op_type = "Gemm", .opset = 13, .inputs = {}};
  node.inputs = {random_tensor(dtype, test.a_shape(), generator), random_tensor(dtype, test.b_shape(), generator)};
  if (test.addend) node.inputs.push_back(random_tensor(dtype, *test.addend, generator));
  node.attributes = {{"alpha", test.alpha},
                     {"beta", test.beta},
                     {"transA", static_cast<int64_t>(test.transpose_a)},
                     {"transB", static_cast<int64_t>(test.transpose_b)}};
  return node;
}

std::vector<double> expectation(const GemmCase& test, const NodeCase& node) {
  const auto elements = [&](std::size_t i) {
    return i < node.inputs.size() ? to_doubles(node.inputs[i]->tensor()) : std::vector<double>{};
  };
  return naive_gemm(test, elements(0), elements(1), elements(2));
}

const std::vector<std::optional<Shape>> kAddends = {std::nullopt, Shape{},     Shape{1},    Shape{5},
                                                    Shape{1, 5},  Shape{3, 1}, Shape{3, 5}, Shape{1, 1}};

TEST(Gemm, EqualsTheDefinition) {
  std::mt19937 generator(1);
  for (const DataType dtype : {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16,
                               DataType::kInt32, DataType::kInt64, DataType::kUint32, DataType::kUint64}) {
    const double tolerance = dtype == DataType::kBfloat16 ? 1e-2 : dtype == DataType::kFloat16 ? 1e-3 : 1e-5;
    for (int form = 0; form < 32; ++form) {
      GemmCase test;
      test.transpose_a = form % 2 != 0;
      test.transpose_b = form / 2 % 2 != 0;
      test.addend = kAddends[static_cast<std::size_t>(form / 4)];
      if (form % 3 == 1) test.alpha = 2.0f;
      if (form % 3 == 2) test.beta = 3.0f;
      NodeCase node = gemm_node(test, dtype, generator);
      node.constant_inputs = form % 2 == 0;
      const Tensor y = run_node_tensor(node);
      EXPECT_EQ(y.dtype(), dtype);
      expect_shape(y, {3, 5});
      expect_near(y, expectation(test, node), tolerance, tolerance);
    }
  }
}

TEST(Gemm, FactorsMayBeFractions) {
  std::mt19937 generator(2);
  GemmCase test{.alpha = 0.25f, .beta = -0.5f, .addend = Shape{5}};
  const NodeCase node = gemm_node(test, DataType::kFloat, generator);
  expect_near(run_node_tensor(node), expectation(test, node));
  NodeCase whole{.op_type = "Gemm", .opset = 13, .inputs = {}};
  whole.inputs = {make_tensor<int32_t>({1, 1}, {7}), make_tensor<int32_t>({1, 1}, {-3})};
  whole.attributes = {{"alpha", 0.5f}};
  EXPECT_EQ(run_node_tensor(whole).as<int32_t>()[0], -10);
}

TEST(Gemm, BetaZeroDoesNotReadC) {
  const Tensor nan = make_tensor<float>({1}, {std::nanf("")});
  const Tensor one = make_tensor<float>({1, 1}, {2.0f});
  expect_near(
      run_node_tensor({.op_type = "Gemm", .opset = 13, .inputs = {one, one, nan}, .attributes = {{"beta", 0.0f}}}),
      {4.0});
}

TEST(Gemm, EmptyInnerDimensionLeavesC) {
  std::mt19937 generator(3);
  GemmCase test{.m = 2, .n = 2, .k = 0, .addend = Shape{2}};
  const NodeCase node = gemm_node(test, DataType::kFloat, generator);
  expect_near(run_node_tensor(node), expectation(test, node));
}

TEST(Gemm, OldVersionsBroadcastToo) {
  const Tensor a = make_tensor<float>({1, 2}, {1, 2});
  const Tensor b = make_tensor<float>({2, 2}, {1, 0, 0, 1});
  const Tensor c = make_tensor<float>({2}, {10, 20});
  for (const int opset : {1, 6}) {
    NodeCase node{.op_type = "Gemm", .opset = opset, .inputs = {a, b, c}, .attributes = {{"broadcast", 1}}};
    expect_near(run_node_tensor(node), {11, 22});
  }
  for (const int opset : {7, 9, 11}) {
    expect_near(run_node_tensor({.op_type = "Gemm", .opset = opset, .inputs = {a, b, c}}), {11, 22});
  }
}

TEST(Gemm, IsTheSameForEveryNumberOfThreads) {
  std::mt19937 generator(4);
  GemmCase test{
      .m = 137, .n = 300, .k = 40, .transpose_a = true, .transpose_b = true, .alpha = 0.5f, .addend = Shape{300}};
  NodeCase node = gemm_node(test, DataType::kFloat, generator);
  node.threads = 1;
  const Tensor once = run_node_tensor(node);
  expect_near(once, expectation(test, node), 1e-4, 1e-4);
  for (node.threads = 2; node.threads <= 3; ++node.threads) expect_same_bytes(run_node_tensor(node), once);
}

TEST(Gemm, RefusesWhatDoesNotFit) {
  std::mt19937 generator(5);
  const auto node = [&](const std::vector<Shape>& shapes) {
    NodeCase result{.op_type = "Gemm", .opset = 13, .inputs = {}};
    for (const Shape& shape : shapes) result.inputs.push_back(random_tensor(DataType::kFloat, shape, generator));
    return result;
  };
  EXPECT_TRUE(fails_with(node({{2, 3}, {4, 2}}), "rows of A have 3"));
  EXPECT_TRUE(fails_with(node({{2, 3, 1}, {3, 2}}), "A has rank 3"));
  EXPECT_TRUE(fails_with(node({{2, 3}, {3}}), "B has rank 1"));
  EXPECT_TRUE(fails_with(node({{2, 3}, {3, 2}, {3}}), "cannot be broadcast"));
  EXPECT_TRUE(fails_with(node({{1, 3}, {3, 2}, {2, 2}}), "cannot be broadcast"));
  EXPECT_TRUE(fails_with(node({{2, 3}, {3, 2}, {1, 2, 2}}), "C has rank 3"));
}

TEST(FusedGemm, Activates) {
  const Tensor a = make_tensor<float>({1, 2}, {1, -2});
  const Tensor b = make_tensor<float>({2, 2}, {1, 0, 0, 1});
  NodeCase node{.op_type = "FusedGemm", .opset = 1, .inputs = {a, b}, .domain = "com.microsoft"};
  expect_near(run_node_tensor(node), {1, -2});
  node.attributes["activation"] = "Relu";
  expect_near(run_node_tensor(node), {1, 0});
  node.attributes["activation"] = "LeakyRelu";
  node.attributes["activation_alpha"] = 0.5f;
  expect_near(run_node_tensor(node), {1, -1});
  node.inputs = {make_tensor<int32_t>({1, 1}, {7}), make_tensor<int32_t>({1, 1}, {-3})};
  EXPECT_TRUE(fails_with(node, "integers"));
}

}  // namespace
}  // namespace ort::test
