#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "tests/support/naive_broadcast.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

const std::vector<DataType> kDtypes = {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16};

double tolerance_of(DataType dtype) {
  return dtype == DataType::kBfloat16 ? 1e-2 : dtype == DataType::kFloat16 ? 1e-3 : 1e-5;
}

struct Normalized {
  std::vector<double> y;
  std::vector<double> mean;
  std::vector<double> inverse_deviation;
};

/// By the definition, in double; with `centered` false as RMSNormalization does.
Normalized naive_normalize(const Tensor& x, int axis, const Tensor& scale, const Tensor* bias, double epsilon,
                           bool centered) {
  Normalized result{to_doubles(x), {}, {}};
  const std::vector<double> factors = to_doubles(scale);
  const std::vector<double> shifts = bias == nullptr ? std::vector<double>() : to_doubles(*bias);
  const int64_t length = x.shape().elements(axis, x.shape().rank());
  for (int64_t row = 0; row < x.shape().elements(0, axis); ++row) {
    double* elements = result.y.data() + row * length;
    double mean = 0.0;
    double variance = 0.0;
    for (int64_t i = 0; i < length && centered; ++i) mean += elements[i] / static_cast<double>(length);
    for (int64_t i = 0; i < length; ++i) variance += std::pow(elements[i] - mean, 2) / static_cast<double>(length);
    for (int64_t i = 0; i < length; ++i) {
      const int64_t at = row * length + i;
      elements[i] =
          (elements[i] - mean) / std::sqrt(variance + epsilon) * factors[naive_source(x.shape(), scale.shape(), at)];
      if (bias != nullptr) elements[i] += shifts[naive_source(x.shape(), bias->shape(), at)];
    }
    result.mean.push_back(mean);
    result.inverse_deviation.push_back(1.0 / std::sqrt(variance + epsilon));
  }
  return result;
}

Shape statistics_shape(Shape shape, int axis) {
  for (int i = axis; i < shape.rank(); ++i) shape[i] = 1;
  return shape;
}

void expect_layer_normalization(const Tensor& x, int64_t axis, const Tensor& scale, const Tensor* bias) {
  SCOPED_TRACE(x.shape().to_string() + " axis " + std::to_string(axis) + scale.shape().to_string());
  const int at = normalize_axis(axis, x.shape().rank());
  NodeCase node{.op_type = "LayerNormalization",
                .opset = 17,
                .inputs = {x, scale},
                .attributes = {{"axis", axis}, {"epsilon", 0.01f}},
                .outputs = 3};
  if (bias != nullptr) node.inputs.push_back(*bias);
  const std::vector<RuntimeValue> outputs = run_node(node);
  const Normalized expected = naive_normalize(x, at, scale, bias, 0.01, true);
  const double tolerance = tolerance_of(x.dtype());
  EXPECT_EQ(outputs[0].tensor().dtype(), x.dtype());
  expect_shape(outputs[0].tensor(), x.shape());
  expect_near(outputs[0].tensor(), expected.y, tolerance, tolerance);
  for (int i = 1; i < 3; ++i) {
    const Tensor& statistic = outputs[static_cast<std::size_t>(i)].tensor();
    EXPECT_EQ(statistic.dtype(), DataType::kFloat);
    expect_shape(statistic, statistics_shape(x.shape(), at));
    expect_near(statistic, i == 1 ? expected.mean : expected.inverse_deviation);
  }
}

TEST(LayerNormalization, EqualsTheDefinition) {
  std::mt19937 generator(1);
  for (const DataType dtype : kDtypes) {
    for (const Shape& shape : {Shape{7}, Shape{3, 5}, Shape{2, 3, 33}, Shape{2, 3, 4, 5}}) {
      const Tensor x = random_tensor(dtype, shape, generator);
      for (int axis = 0; axis < shape.rank(); ++axis) {
        const Shape row(std::vector<int64_t>(shape.begin() + axis, shape.end()));
        const Tensor scale = random_tensor(dtype, row, generator);
        const Tensor bias = random_tensor(dtype, row, generator);
        expect_layer_normalization(x, axis, scale, &bias);
        expect_layer_normalization(x, axis - shape.rank(), scale, nullptr);
      }
    }
  }
}

TEST(LayerNormalization, ScaleAndBiasAreBroadcastTowardsX) {
  std::mt19937 generator(2);
  const Tensor x = random_tensor(DataType::kFloat, {2, 3, 4, 5}, generator);
  const std::vector<Shape> shapes = {{}, {1}, {5}, {4, 1}, {4, 5}, {3, 1, 5}, {2, 1, 1, 1}, {2, 3, 4, 5}};
  for (const Shape& scale_shape : shapes) {
    const Tensor scale = random_tensor(DataType::kFloat, scale_shape, generator);
    expect_layer_normalization(x, 2, scale, nullptr);
    for (const Shape& bias_shape : shapes) {
      const Tensor bias = random_tensor(DataType::kFloat, bias_shape, generator);
      expect_layer_normalization(x, 2, scale, &bias);
    }
  }
}

TEST(LayerNormalization, StashTypeIsTheTypeOfTheStatistics) {
  std::mt19937 generator(3);
  const Tensor x = random_tensor(DataType::kFloat16, {3, 8}, generator);
  const Tensor scale = random_tensor(DataType::kFloat16, {8}, generator);
  NodeCase node{.op_type = "LayerNormalization",
                .inputs = {x, scale},
                .attributes = {{"stash_type", static_cast<int>(DataType::kBfloat16)}},
                .outputs = 3};
  const std::vector<RuntimeValue> outputs = run_node(node);
  const Normalized expected = naive_normalize(x, 1, scale, nullptr, 1e-5, true);
  expect_near(outputs[0].tensor(), expected.y, 1e-3, 1e-3);
  EXPECT_EQ(outputs[1].tensor().dtype(), DataType::kBfloat16);
  EXPECT_EQ(outputs[2].tensor().dtype(), DataType::kBfloat16);
  expect_near(outputs[1].tensor(), expected.mean, 1e-2, 1e-2);
  expect_near(outputs[2].tensor(), expected.inverse_deviation, 1e-2, 1e-2);
}

TEST(LayerNormalization, LargeMeanAndSmallDeviation) {
  const Tensor x = make_tensor<float>({1, 4}, {10000, 10001, 10002, 10003});
  const Tensor one = make_tensor<float>({1}, {1});
  const double unit = 1.0 / std::sqrt(1.25);
  expect_near(run_node_tensor({.op_type = "LayerNormalization", .inputs = {x, one}, .attributes = {{"epsilon", 0.0f}}}),
              {-1.5 * unit, -0.5 * unit, 0.5 * unit, 1.5 * unit});
}

TEST(LayerNormalization, NoRows) {
  const Tensor four(DataType::kFloat, {4});
  expect_layer_normalization(Tensor(DataType::kFloat, {0, 4}), 1, make_tensor<float>({}, {1}), &four);
}

TEST(LayerNormalization, StatisticsOfNothingAreNan) {
  const Tensor empty(DataType::kFloat, {2, 0});
  const Tensor one = make_tensor<float>({}, {1});
  const auto outputs = run_node({.op_type = "LayerNormalization", .inputs = {empty, one}, .outputs = 3});
  expect_shape(outputs[0].tensor(), {2, 0});
  expect_shape(outputs[1].tensor(), {2, 1});
  for (const float mean : outputs[1].tensor().as<float>()) EXPECT_TRUE(std::isnan(mean));
  for (const float deviation : outputs[2].tensor().as<float>()) EXPECT_TRUE(std::isnan(deviation));
}

TEST(LayerNormalization, IsTheSameForEveryNumberOfThreads) {
  std::mt19937 generator(4);
  const Tensor parameter = random_tensor(DataType::kFloat, {77}, generator);
  NodeCase node{.op_type = "LayerNormalization",
                .inputs = {random_tensor(DataType::kFloat, {13, 97, 77}, generator), parameter, parameter},
                .threads = 1};
  const Tensor once = run_node_tensor(node);
  for (node.threads = 2; node.threads <= 3; ++node.threads) expect_same_bytes(run_node_tensor(node), once);
}

TEST(LayerNormalization, RefusesWhatDoesNotFit) {
  const Tensor x(DataType::kFloat, {2, 3});
  const Tensor four(DataType::kFloat, {4});
  const Tensor one(DataType::kFloat, {1});
  EXPECT_TRUE(fails_with({.op_type = "LayerNormalization", .inputs = {x, four}}, "[4]"));
  EXPECT_TRUE(fails_with({.op_type = "LayerNormalization", .inputs = {x, one, four}}, "[4]"));
  EXPECT_TRUE(
      fails_with({.op_type = "LayerNormalization", .inputs = {x, Tensor(DataType::kFloat, {5, 2, 3})}}, "[5,2,3]"));
  EXPECT_TRUE(fails_with({.op_type = "LayerNormalization", .inputs = {x, one}, .attributes = {{"axis", 2}}}, "axis"));
  EXPECT_TRUE(fails_with({.op_type = "LayerNormalization", .inputs = {Tensor(DataType::kFloat, {}), one}}, "axis"));
  EXPECT_TRUE(fails_with({.op_type = "LayerNormalization", .inputs = {x, one}, .attributes = {{"stash_type", 7}}},
                         "stash_type"));
}

TEST(RMSNormalization, EqualsTheDefinition) {
  std::mt19937 generator(5);
  for (const DataType dtype : kDtypes) {
    for (const DataType scale_dtype : kDtypes) {
      for (const Shape& shape : {Shape{7}, Shape{3, 40}, Shape{2, 3, 4, 5}, Shape{3, 0}}) {
        const Tensor x = random_tensor(dtype, shape, generator);
        for (int axis = 0; axis < shape.rank(); ++axis) {
          const Shape row(std::vector<int64_t>(shape.begin() + axis, shape.end()));
          for (const Shape& scale_shape : {row, Shape{}, Shape{shape[shape.rank() - 1]}}) {
            const Tensor scale = random_tensor(scale_dtype, scale_shape, generator);
            const Tensor y = run_node_tensor({.op_type = "RMSNormalization",
                                              .inputs = {x, scale},
                                              .attributes = {{"axis", axis - shape.rank()}, {"epsilon", 0.01f}}});
            const double tolerance = tolerance_of(scale_dtype);
            EXPECT_EQ(y.dtype(), scale_dtype);
            expect_shape(y, shape);
            expect_near(y, naive_normalize(x, axis, scale, nullptr, 0.01, false).y, tolerance, tolerance);
          }
        }
      }
    }
  }
}

TEST(RMSNormalization, RefusesWhatDoesNotFit) {
  const Tensor x(DataType::kFloat, {2, 3});
  EXPECT_TRUE(fails_with({.op_type = "RMSNormalization", .inputs = {x, Tensor(DataType::kFloat, {2})}}, "[2]"));
  EXPECT_TRUE(fails_with(
      {.op_type = "RMSNormalization", .inputs = {x, Tensor(DataType::kFloat, {3})}, .attributes = {{"axis", -3}}},
      "axis"));
}

}  // namespace
}  // namespace ort::test
