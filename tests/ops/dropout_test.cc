#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "libort/core/float_types.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

const std::vector<double> kOnes(6, 1.0);

TEST(Dropout, KeepsEverythingWhenNotTraining) {
  std::mt19937 generator(1);
  const Tensor x = random_tensor(DataType::kFloat, {2, 3}, generator);
  for (const int opset : {1, 6, 7, 10, 12, 13, 22}) {
    const NodeCase node{.op_type = "Dropout", .opset = opset, .inputs = {x}, .outputs = 2};
    const std::vector<RuntimeValue> y = run_node(node);
    expect_same_bytes(y[0].tensor(), x);
    EXPECT_EQ(y[1].tensor().dtype(), opset < 10 ? DataType::kFloat : DataType::kBool);
    expect_near(y[1].tensor(), kOnes);
  }
}

TEST(Dropout, MovesEveryType) {
  std::mt19937 generator(2);
  for (const DataType dtype : {DataType::kDouble, DataType::kFloat16, DataType::kBfloat16, DataType::kFloat8E4M3FN,
                               DataType::kFloat8E4M3FNUZ, DataType::kFloat8E5M2, DataType::kFloat8E5M2FNUZ}) {
    const Tensor x = random_tensor(dtype, {3, 5}, generator);
    expect_same_bytes(run_node_tensor({.op_type = "Dropout", .opset = 22, .inputs = {x}}), x);
  }
  expect_shape(run_node_tensor({.op_type = "Dropout", .inputs = {make_tensor<float>({0, 2}, {})}}), {0, 2});
}

NodeCase training_node(const Tensor& x, const Tensor& ratio, int64_t seed) {
  return {.op_type = "Dropout",
          .opset = 22,
          .inputs = {x, ratio, make_tensor<bool>({}, {true})},
          .attributes = {{"seed", seed}},
          .outputs = 2};
}

// numpy.random.RandomState(0).uniform(0, 1, 6): 0.5488 0.7152 0.6028 0.5449 0.4237 0.6459
TEST(Dropout, DrawsTheNumbersOfNumpy) {
  const Tensor x = make_tensor<float>({2, 3}, {1, 2, 3, 4, 5, 6});
  for (const bool constant : {false, true}) {
    NodeCase node = training_node(x, make_tensor<float>({}, {0.6f}), 0);
    node.constant_inputs = constant;
    const std::vector<RuntimeValue> y = run_node(node);
    expect_near(y[0].tensor(), {0, 5, 7.5, 0, 0, 15});
    expect_near(y[1].tensor(), {0, 1, 1, 0, 0, 1});
  }
}

TEST(Dropout, TrainsInEveryType) {
  const std::vector<double> expected = {0, 4, 0, 0, 0, 4};
  for (const DataType dtype : {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16}) {
    std::mt19937 generator(3);
    Tensor x = random_tensor(dtype, {6}, generator);
    const std::vector<double> before = to_doubles(x);
    const std::vector<RuntimeValue> y = run_node(training_node(x, make_tensor<double>({}, {0.625}), 0));
    const std::vector<double> after = to_doubles(y[0].tensor());
    for (const std::size_t kept : {1U, 5U}) EXPECT_NEAR(after[kept], before[kept] / 0.375, 0.03);
    for (const std::size_t dropped : {0U, 2U, 3U, 4U}) EXPECT_EQ(after[dropped], 0.0);
  }
  Tensor x(DataType::kFloat8E5M2, {6});
  for (std::byte& byte : std::span(x.data(), x.bytes())) byte = std::byte{small_float_bits(DataType::kFloat8E5M2, 1.5)};
  const std::vector<RuntimeValue> y = run_node(training_node(x, make_tensor<float>({}, {0.625f}), 0));
  for (std::size_t i = 0; i < 6; ++i) {
    const float value = small_float_value(DataType::kFloat8E5M2, static_cast<uint8_t>(y[0].tensor().data()[i]));
    EXPECT_EQ(value, static_cast<float>(expected[i]));
  }
}

TEST(Dropout, RatioZeroKeepsEverythingAndTheDefaultIsHalf) {
  const Tensor x = make_tensor<float>({6}, {1, 1, 1, 1, 1, 1});
  expect_near(run_node(training_node(x, make_tensor<float>({1}, {0.0f}), 0))[0].tensor(), kOnes);
  NodeCase node = training_node(x, x, 0);
  node.inputs[1] = std::nullopt;
  expect_near(run_node(node)[0].tensor(), {2, 2, 2, 2, 0, 2});
}

TEST(Dropout, WithoutSeedMasksDiffer) {
  NodeCase node = training_node(Tensor(DataType::kFloat, {4096}), make_tensor<float>({}, {0.5f}), 0);
  node.attributes.clear();
  const Tensor first = run_node(node)[1].tensor();
  const Tensor second = run_node(node)[1].tensor();
  EXPECT_NE(to_doubles(first), to_doubles(second));
}

TEST(Dropout, RefusesRatiosOutside) {
  const Tensor x = make_tensor<float>({1}, {1});
  for (const float ratio : {1.0f, -0.1f, std::nanf("")}) {
    EXPECT_TRUE(fails_with(training_node(x, make_tensor<float>({}, {ratio}), 0), "ratio is"));
  }
  EXPECT_TRUE(fails_with(training_node(x, make_tensor<float>({2}, {0, 0}), 0), "scalar"));
}

}  // namespace
}  // namespace ort::test
