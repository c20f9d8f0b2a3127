#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

using Inputs = std::vector<std::optional<RuntimeValue>>;

Tensor positive(Tensor tensor) {
  for (float& element : tensor.as<float>()) element = std::abs(element) + 0.1f;
  return tensor;
}

/// X, scale, B, mean, var.
Inputs random_inputs(Shape x, int64_t channels, std::mt19937& generator) {
  Inputs inputs{random_tensor(DataType::kFloat, std::move(x), generator)};
  for (int i = 0; i < 4; ++i) inputs.push_back(positive(random_tensor(DataType::kFloat, {channels}, generator)));
  return inputs;
}

struct Statistics {
  std::vector<double> mean;
  std::vector<double> variance;
};

std::size_t channel_of(const Shape& shape, std::size_t position) {
  if (shape.rank() == 1) return 0;
  const auto inner = static_cast<std::size_t>(shape.elements(2, shape.rank()));
  return position / inner % static_cast<std::size_t>(shape[1]);
}

Statistics statistics_of(const Tensor& x, std::size_t channels) {
  Statistics result{std::vector<double>(channels), std::vector<double>(channels)};
  const std::vector<double> elements = to_doubles(x);
  const double count = static_cast<double>(elements.size()) / static_cast<double>(channels);
  for (std::size_t i = 0; i < elements.size(); ++i) result.mean[channel_of(x.shape(), i)] += elements[i] / count;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const std::size_t channel = channel_of(x.shape(), i);
    result.variance[channel] += std::pow(elements[i] - result.mean[channel], 2) / count;
  }
  return result;
}

std::vector<double> naive_normalize(const Inputs& inputs, const Statistics& statistics, double epsilon) {
  const Tensor& x = inputs[0]->tensor();
  const std::vector<double> scale = to_doubles(inputs[1]->tensor());
  const std::vector<double> bias = to_doubles(inputs[2]->tensor());
  std::vector<double> y = to_doubles(x);
  for (std::size_t i = 0; i < y.size(); ++i) {
    const std::size_t c = channel_of(x.shape(), i);
    y[i] = scale[c] * (y[i] - statistics.mean[c]) / std::sqrt(statistics.variance[c] + epsilon) + bias[c];
  }
  return y;
}

Statistics given_statistics(const Inputs& inputs) {
  return {to_doubles(inputs[3]->tensor()), to_doubles(inputs[4]->tensor())};
}

std::vector<double> blend(const std::vector<double>& running, const std::vector<double>& current, double momentum) {
  std::vector<double> result;
  for (std::size_t i = 0; i < running.size(); ++i)
    result.push_back(running[i] * momentum + current[i] * (1 - momentum));
  return result;
}

const std::vector<std::pair<Shape, int64_t>> kShapes = {{{2, 3, 4, 5}, 3},    {{2, 3}, 3}, {{4, 3, 7}, 3},
                                                        {{1, 2, 3, 2, 2}, 2}, {{6}, 1},    {{0, 3, 4}, 3}};

TEST(BatchNormalization, UsesTheGivenStatistics) {
  std::mt19937 generator(1);
  for (const auto& [shape, channels] : kShapes) {
    const Inputs inputs = random_inputs(shape, channels, generator);
    for (const int opset : {7, 9, 14, 15}) {
      const NodeCase node{
          .op_type = "BatchNormalization", .opset = opset, .inputs = inputs, .attributes = {{"epsilon", 0.01f}}};
      const Tensor y = run_node_tensor(node);
      expect_shape(y, shape);
      expect_near(y, naive_normalize(inputs, given_statistics(inputs), 0.01));
    }
    const NodeCase old{.op_type = "BatchNormalization", .opset = 6, .inputs = inputs, .attributes = {{"is_test", 1}}};
    expect_near(run_node_tensor(old), naive_normalize(inputs, given_statistics(inputs), 1e-5));
  }
}

TEST(BatchNormalization, TrainsSinceVersion14) {
  std::mt19937 generator(2);
  for (const int opset : {14, 15}) {
    const Inputs inputs = random_inputs({3, 2, 4, 5}, 2, generator);
    NodeCase node{.op_type = "BatchNormalization",
                  .opset = opset,
                  .inputs = inputs,
                  .attributes = {{"training_mode", 1}, {"momentum", 0.75f}},
                  .outputs = 3};
    const std::vector<RuntimeValue> outputs = run_node(node);
    const Statistics batch = statistics_of(inputs[0]->tensor(), 2);
    const Statistics running = given_statistics(inputs);
    expect_near(outputs[0].tensor(), naive_normalize(inputs, batch, 1e-5), 1e-4, 1e-5);
    expect_near(outputs[1].tensor(), blend(running.mean, batch.mean, 0.75));
    expect_near(outputs[2].tensor(), blend(running.variance, batch.variance, 0.75));
  }
}

TEST(BatchNormalization, TrainsBeforeVersion14WhenStatisticsAreAskedFor) {
  std::mt19937 generator(3);
  const Inputs inputs = random_inputs({3, 2, 5}, 2, generator);
  const Statistics batch = statistics_of(inputs[0]->tensor(), 2);
  const Statistics running = given_statistics(inputs);
  for (const int opset : {1, 6, 7, 9}) {
    NodeCase node{.op_type = "BatchNormalization", .opset = opset, .inputs = inputs, .outputs = 5};
    if (opset == 1) node.attributes["consumed_inputs"] = std::vector<int64_t>{0, 0, 0, 1, 1};
    const std::vector<RuntimeValue> outputs = run_node(node);
    expect_near(outputs[0].tensor(), naive_normalize(inputs, batch, 1e-5), 1e-4, 1e-5);
    expect_near(outputs[1].tensor(), blend(running.mean, batch.mean, 0.9));
    expect_near(outputs[2].tensor(), blend(running.variance, batch.variance, 0.9));
    expect_near(outputs[3].tensor(), batch.mean);
    expect_near(outputs[4].tensor(), batch.variance);
  }
}

TEST(BatchNormalization, WithoutSpatialEveryElementIsAChannel) {
  std::mt19937 generator(4);
  const Inputs flat = random_inputs({3, 8}, 8, generator);
  Inputs inputs;
  for (std::size_t i = 0; i < flat.size(); ++i)
    inputs.push_back(flat[i]->tensor().reshaped(i == 0 ? Shape{3, 2, 4} : Shape{2, 4}));
  const NodeCase node{.op_type = "BatchNormalization", .opset = 7, .inputs = inputs, .attributes = {{"spatial", 0}}};
  expect_near(run_node_tensor(node), naive_normalize(flat, given_statistics(flat), 1e-5));
}

TEST(BatchNormalization, MixesTypes) {
  std::mt19937 generator(5);
  const std::vector<DataType> types = {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16};
  for (const DataType x_type : types) {
    for (const DataType scale_type : types) {
      for (const DataType mean_type : types) {
        NodeCase node{
            .op_type = "BatchNormalization", .opset = 15, .inputs = {random_tensor(x_type, {2, 2, 3}, generator)}};
        for (int i = 1; i < 5; ++i) {
          Tensor parameter = random_tensor(i < 3 ? scale_type : mean_type, {2}, generator);
          if (i == 4) {
            for (std::byte& byte : std::span(parameter.data(), parameter.bytes())) byte &= std::byte{0x7F};
          }
          node.inputs.push_back(parameter);
        }
        node.outputs = 3;
        const std::vector<RuntimeValue> y = run_node(node);
        EXPECT_EQ(y[0].tensor().dtype(), x_type);
        EXPECT_EQ(y[1].tensor().dtype(), mean_type);
        expect_same_bytes(y[1].tensor(), node.inputs[3]->tensor());
        const double tolerance = x_type == DataType::kBfloat16 ? 1e-2 : 2e-3;
        expect_near(y[0].tensor(), naive_normalize(node.inputs, given_statistics(node.inputs), 1e-5), tolerance, 0.1);
      }
    }
  }
}

TEST(BatchNormalization, IsTheSameForEveryNumberOfThreads) {
  std::mt19937 generator(6);
  const Inputs inputs = random_inputs({2, 65, 31, 33}, 65, generator);
  for (const int64_t training : {0, 1}) {
    NodeCase node{.op_type = "BatchNormalization",
                  .opset = 15,
                  .inputs = inputs,
                  .attributes = {{"training_mode", training}},
                  .threads = 1};
    const Tensor once = run_node_tensor(node);
    for (node.threads = 2; node.threads <= 3; ++node.threads) expect_same_bytes(run_node_tensor(node), once);
  }
}

TEST(BatchNormalization, RefusesWhatDoesNotFit) {
  std::mt19937 generator(7);
  NodeCase node{.op_type = "BatchNormalization", .opset = 15, .inputs = random_inputs({2, 3, 4}, 4, generator)};
  EXPECT_TRUE(fails_with(node, "4 elements, but X has 3 channels"));
  node.inputs[1] = random_tensor(DataType::kFloat, {3, 1}, generator);
  EXPECT_TRUE(fails_with(node, "scale has rank 2"));
  node = {.op_type = "BatchNormalization",
          .opset = 7,
          .inputs = random_inputs({2, 3, 4}, 3, generator),
          .attributes = {{"spatial", 0}}};
  EXPECT_TRUE(fails_with(node, "12 elements are needed"));
  node = {.op_type = "BatchNormalization", .opset = 15, .inputs = random_inputs({}, 1, generator)};
  EXPECT_TRUE(fails_with(node, "scalar"));
}

}  // namespace
}  // namespace ort::test
