#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

/// Along the middle dimension of [outer, length, inner].
std::vector<double> naive_softmax(const std::vector<double>& x, int64_t outer, int64_t length, int64_t inner,
                                  bool log) {
  std::vector<double> y(x.size());
  for (int64_t row = 0; row < outer * inner; ++row) {
    const auto at = [&](int64_t i) {
      return static_cast<std::size_t>((row / inner * length + i) * inner + row % inner);
    };
    double sum = 0.0;
    for (int64_t i = 0; i < length; ++i) sum += std::exp(x[at(i)]);
    for (int64_t i = 0; i < length; ++i) y[at(i)] = log ? x[at(i)] - std::log(sum) : std::exp(x[at(i)]) / sum;
  }
  return y;
}

TEST(Softmax, EqualsTheDefinition) {
  std::mt19937 generator(1);
  for (const bool log : {false, true}) {
    for (const DataType dtype : {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16}) {
      const double tolerance = dtype == DataType::kBfloat16 ? 1e-2 : dtype == DataType::kFloat16 ? 1e-3 : 1e-5;
      for (const Shape& shape : {Shape{7}, Shape{3, 5}, Shape{2, 3, 4}, Shape{2, 5, 3, 70}, Shape{2, 0, 3}, Shape{1}}) {
        const Tensor x = random_tensor(dtype, shape, generator);
        for (int axis = 0; axis < shape.rank(); ++axis) {
          for (const int64_t given : {axis, axis - shape.rank()}) {
            const NodeCase node{
                .op_type = log ? "LogSoftmax" : "Softmax", .inputs = {x}, .attributes = {{"axis", given}}};
            const Tensor y = run_node_tensor(node);
            EXPECT_EQ(y.dtype(), dtype);
            expect_shape(y, shape);
            expect_near(y,
                        naive_softmax(to_doubles(x), shape.elements(0, axis), shape[axis],
                                      shape.elements(axis + 1, shape.rank()), log),
                        tolerance, tolerance);
          }
        }
      }
    }
  }
}

TEST(Softmax, FlattensBeforeVersion13) {
  std::mt19937 generator(2);
  const Tensor x = random_tensor(DataType::kFloat, {2, 3, 4}, generator);
  for (const int opset : {1, 11}) {
    expect_near(run_node_tensor({.op_type = "Softmax", .opset = opset, .inputs = {x}}),
                naive_softmax(to_doubles(x), 2, 12, 1, false));
    for (int64_t axis = 0; axis <= 3; ++axis) {
      const NodeCase node{.op_type = "LogSoftmax", .opset = opset, .inputs = {x}, .attributes = {{"axis", axis}}};
      const int64_t rows = x.shape().elements(0, static_cast<int>(axis));
      expect_near(run_node_tensor(node), naive_softmax(to_doubles(x), rows, 24 / rows, 1, true));
    }
  }
  expect_near(run_node_tensor({.op_type = "Softmax", .inputs = {x}}), naive_softmax(to_doubles(x), 6, 4, 1, false));
}

TEST(Softmax, ScalarsAndExtremes) {
  expect_near(run_node_tensor({.op_type = "Softmax", .inputs = {make_tensor<float>({}, {5.0f})}}), {1});
  const float infinity = std::numeric_limits<float>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto softmax = [](std::vector<float> x) {
    const auto length = static_cast<int64_t>(x.size());
    return run_node_tensor({.op_type = "Softmax", .inputs = {make_tensor<float>({length}, x)}});
  };
  expect_near(softmax({1000, 1000, -1000}), {0.5, 0.5, 0});
  expect_near(softmax({-infinity, 0, 0}), {0, 0.5, 0.5});
  expect_near(softmax({-infinity, -infinity}), {nan, nan});
}

TEST(Softmax, IsTheSameForEveryNumberOfThreads) {
  std::mt19937 generator(3);
  const Tensor x = random_tensor(DataType::kFloat, {57, 129, 67}, generator);
  for (const int64_t axis : {0, 1, 2}) {
    NodeCase node{.op_type = "Softmax", .inputs = {x}, .attributes = {{"axis", axis}}, .threads = 1};
    const Tensor once = run_node_tensor(node);
    for (node.threads = 2; node.threads <= 3; ++node.threads) expect_same_bytes(run_node_tensor(node), once);
  }
}

TEST(Softmax, RefusesAnAxisOutside) {
  const Tensor x = make_tensor<float>({2, 1}, {1, 2});
  for (const int64_t axis : {2, -3}) {
    EXPECT_TRUE(fails_with({.op_type = "Softmax", .inputs = {x}, .attributes = {{"axis", axis}}}, "axis"));
  }
  EXPECT_TRUE(fails_with({.op_type = "Softmax", .opset = 11, .inputs = {x}, .attributes = {{"axis", 3}}}, "axis"));
}

}  // namespace
}  // namespace ort::test
