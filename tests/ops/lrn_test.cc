#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

std::vector<double> naive_lrn(const Tensor& x, int64_t size, double alpha, double beta, double bias) {
  const std::vector<double> elements = to_doubles(x);
  const int64_t channels = x.shape()[1];
  const int64_t plane = x.shape().elements(2, x.shape().rank());
  std::vector<double> y;
  for (int64_t i = 0; i < x.elements(); ++i) {
    const int64_t channel = i / plane % channels;
    double squares = 0.0;
    for (int64_t other = 0; other < channels; ++other) {
      const int64_t before = static_cast<int64_t>(std::floor(static_cast<double>(size - 1) / 2));
      const int64_t after = static_cast<int64_t>(std::ceil(static_cast<double>(size - 1) / 2));
      if (other < channel - before || other > channel + after) continue;
      squares += std::pow(elements[static_cast<std::size_t>(i + (other - channel) * plane)], 2);
    }
    y.push_back(elements[static_cast<std::size_t>(i)] /
                std::pow(bias + alpha / static_cast<double>(size) * squares, beta));
  }
  return y;
}

TEST(Lrn, EqualsTheDefinition) {
  std::mt19937 generator(1);
  for (const DataType dtype : {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16}) {
    const double tolerance = dtype == DataType::kBfloat16 ? 1e-2 : dtype == DataType::kFloat16 ? 1e-3 : 1e-5;
    for (const Shape& shape :
         {Shape{2, 7, 3, 3}, Shape{1, 4, 300}, Shape{2, 3}, Shape{0, 3, 4}, Shape{1, 5, 2, 3, 2}}) {
      for (const int64_t size : {1, 2, 3, 5, 100}) {
        const Tensor x = random_tensor(dtype, shape, generator);
        const NodeCase node{.op_type = "LRN",
                            .inputs = {x},
                            .attributes = {{"size", size}, {"alpha", 0.5f}, {"beta", 0.6f}, {"bias", 1.5f}}};
        const Tensor y = run_node_tensor(node);
        EXPECT_EQ(y.dtype(), dtype);
        expect_shape(y, shape);
        expect_near(y, naive_lrn(x, size, 0.5, 0.6, 1.5), tolerance, tolerance);
      }
    }
  }
}

TEST(Lrn, HasDefaultsInBothVersions) {
  std::mt19937 generator(2);
  const Tensor x = random_tensor(DataType::kFloat, {1, 5, 4}, generator);
  for (const int opset : {1, 13}) {
    const NodeCase node{.op_type = "LRN", .opset = opset, .inputs = {x}, .attributes = {{"size", 3}}};
    expect_near(run_node_tensor(node), naive_lrn(x, 3, 1e-4, 0.75, 1.0));
  }
}

TEST(Lrn, IsTheSameForEveryNumberOfThreads) {
  std::mt19937 generator(3);
  NodeCase node{.op_type = "LRN",
                .inputs = {random_tensor(DataType::kFloat, {3, 32, 27, 27}, generator)},
                .attributes = {{"size", 5}},
                .threads = 1};
  const Tensor once = run_node_tensor(node);
  for (node.threads = 2; node.threads <= 3; ++node.threads) expect_same_bytes(run_node_tensor(node), once);
}

TEST(Lrn, RefusesWhatDoesNotFit) {
  const Tensor x = make_tensor<float>({1, 2}, {1, 2});
  EXPECT_TRUE(fails_with({.op_type = "LRN", .inputs = {x}, .attributes = {{"size", 0}}}, "size is 0"));
  EXPECT_TRUE(fails_with({.op_type = "LRN", .inputs = {make_tensor<float>({2}, {1, 2})}, .attributes = {{"size", 3}}},
                         "rank 1"));
  EXPECT_TRUE(fails_with({.op_type = "LRN", .inputs = {x}}, "size"));
}

}  // namespace
}  // namespace ort::test
