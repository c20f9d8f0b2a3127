#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

std::vector<double> naive_normalize(const Tensor& x, const Tensor& scale, const Tensor& bias, double epsilon) {
  std::vector<double> y = to_doubles(x);
  const std::vector<double> factor = to_doubles(scale);
  const std::vector<double> shift = to_doubles(bias);
  const auto size = static_cast<std::size_t>(x.shape().elements(2, x.shape().rank()));
  for (std::size_t plane = 0; plane * size < y.size(); ++plane) {
    double* elements = y.data() + plane * size;
    const std::size_t channel = plane % factor.size();
    double mean = 0.0;
    double square = 0.0;
    for (std::size_t i = 0; i < size; ++i) mean += elements[i] / static_cast<double>(size);
    for (std::size_t i = 0; i < size; ++i) square += elements[i] * elements[i] / static_cast<double>(size);
    const double deviation = std::sqrt(square - mean * mean + epsilon);
    for (std::size_t i = 0; i < size; ++i)
      elements[i] = factor[channel] * (elements[i] - mean) / deviation + shift[channel];
  }
  return y;
}

TEST(InstanceNormalization, EqualsTheDefinition) {
  std::mt19937 generator(1);
  for (const DataType dtype : {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16}) {
    const double tolerance = dtype == DataType::kBfloat16 ? 1e-2 : dtype == DataType::kFloat16 ? 1e-3 : 1e-5;
    for (const Shape& shape : {Shape{2, 3, 5}, Shape{1, 3, 4, 7}, Shape{2, 3, 2, 3, 2}, Shape{0, 3, 4}, Shape{2, 3}}) {
      const Tensor x = random_tensor(dtype, shape, generator);
      const Tensor scale = random_tensor(dtype, {3}, generator);
      const Tensor bias = random_tensor(dtype, {3}, generator);
      for (const int opset : {6, 22}) {
        if (opset == 6 && dtype == DataType::kBfloat16) continue;
        const NodeCase node{.op_type = "InstanceNormalization",
                            .opset = opset,
                            .inputs = {x, scale, bias},
                            .attributes = {{"epsilon", 0.01f}}};
        const Tensor y = run_node_tensor(node);
        EXPECT_EQ(y.dtype(), dtype);
        expect_shape(y, shape);
        expect_near(y, naive_normalize(x, scale, bias, 0.01), tolerance, tolerance);
      }
    }
  }
}

TEST(InstanceNormalization, IsTheSameForEveryNumberOfThreads) {
  std::mt19937 generator(2);
  const Tensor parameter = random_tensor(DataType::kFloat, {33}, generator);
  NodeCase node{.op_type = "InstanceNormalization",
                .inputs = {random_tensor(DataType::kFloat, {3, 33, 41, 21}, generator), parameter, parameter},
                .threads = 1};
  const Tensor once = run_node_tensor(node);
  for (node.threads = 2; node.threads <= 3; ++node.threads) expect_same_bytes(run_node_tensor(node), once);
}

TEST(InstanceNormalization, RefusesWhatDoesNotFit) {
  std::mt19937 generator(3);
  const auto node = [&](Shape x, Shape scale, Shape bias) {
    return NodeCase{.op_type = "InstanceNormalization",
                    .inputs = {random_tensor(DataType::kFloat, std::move(x), generator),
                               random_tensor(DataType::kFloat, std::move(scale), generator),
                               random_tensor(DataType::kFloat, std::move(bias), generator)}};
  };
  EXPECT_TRUE(fails_with(node({2, 3, 4}, {2}, {3}), "scale has 2 elements"));
  EXPECT_TRUE(fails_with(node({2, 3, 4}, {3}, {3, 1}), "B has rank 2"));
  EXPECT_TRUE(fails_with(node({3}, {3}, {3}), "rank 1"));
}

}  // namespace
}  // namespace ort::test
