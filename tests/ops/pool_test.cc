#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "tests/support/naive_window.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

using Ints = std::vector<int64_t>;

int64_t pick(std::mt19937& generator, int64_t low, int64_t high) {
  return low + static_cast<int64_t>(generator() % static_cast<uint32_t>(high - low + 1));
}

NaiveWindow random_window(std::mt19937& generator, int axes, bool ceil_mode) {
  NaiveWindow window;
  window.pads.resize(2 * static_cast<std::size_t>(axes));
  for (std::size_t i = 0; i < static_cast<std::size_t>(axes); ++i) {
    window.kernel.push_back(pick(generator, 2, 3));
    window.strides.push_back(pick(generator, 1, 3));
    window.dilations.push_back(pick(generator, 1, 2));
    window.input.push_back(pick(generator, 5, 9));
    window.pads[i] = pick(generator, 0, 1);
    window.pads[i + static_cast<std::size_t>(axes)] = pick(generator, 0, 1);
    const int64_t padded = window.input[i] + window.pads[i] + window.pads[i + static_cast<std::size_t>(axes)];
    int64_t output = 0;
    for (int64_t start = 0; start < window.input[i] + window.pads[i]; start += window.strides[i]) {
      const int64_t end = start + (window.kernel[i] - 1) * window.dilations[i] + 1;
      const bool reached = end - window.strides[i] < padded;
      if (end <= padded || (ceil_mode && reached)) ++output;
    }
    window.output.push_back(output);
  }
  return window;
}

struct Pooled {
  std::vector<double> largest;
  std::vector<double> average;
  std::vector<double> padded_average;
  std::vector<double> indices;
};

Pooled naive_pool(const NaiveWindow& window, int64_t planes, const std::vector<double>& x) {
  Pooled pooled;
  const int64_t size = NaiveWindow::product(window.input);
  for (int64_t plane = 0; plane < planes; ++plane) {
    for (int64_t position = 0; position < NaiveWindow::product(window.output); ++position) {
      double largest = -std::numeric_limits<double>::infinity();
      double sum = 0.0;
      double count = 0.0;
      double padding = 0.0;
      int64_t index = -1;
      for (int64_t tap = 0; tap < NaiveWindow::product(window.kernel); ++tap) {
        const int64_t source = window.source(position, tap);
        if (source == -1) ++padding;
        if (source < 0) continue;
        const double value = x[static_cast<std::size_t>(plane * size + source)];
        ++count;
        sum += value;
        if (value > largest) index = plane * size + source;
        largest = std::max(largest, value);
      }
      pooled.largest.push_back(largest);
      pooled.indices.push_back(static_cast<double>(index));
      pooled.average.push_back(count == 0 ? 0 : sum / count);
      pooled.padded_average.push_back(sum / (count + padding));
    }
  }
  return pooled;
}

NodeCase pool_node(const std::string& op, const NaiveWindow& window, const Tensor& x, bool ceil_mode) {
  return {.op_type = op,
          .opset = 22,
          .inputs = {x},
          .attributes = {{"kernel_shape", window.kernel},
                         {"strides", window.strides},
                         {"dilations", window.dilations},
                         {"pads", window.pads},
                         {"ceil_mode", static_cast<int64_t>(ceil_mode)}}};
}

TEST(MaxPool, EqualsTheDefinition) {
  std::mt19937 generator(1);
  for (const DataType dtype : {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16,
                               DataType::kInt8, DataType::kUint8}) {
    for (int form = 0; form < 8; ++form) {
      const bool ceil_mode = form % 2 != 0;
      const NaiveWindow window = random_window(generator, 1 + form % 3, ceil_mode);
      const Tensor x = random_tensor(dtype, shape_of(2, 3, window.input), generator);
      NodeCase node = pool_node("MaxPool", window, x, ceil_mode);
      node.outputs = 2;
      const std::vector<RuntimeValue> y = run_node(node);
      const Pooled expected = naive_pool(window, 6, to_doubles(x));
      EXPECT_EQ(y[0].tensor().dtype(), dtype);
      expect_shape(y[0].tensor(), shape_of(2, 3, window.output));
      expect_near(y[0].tensor(), expected.largest, 0, 0);
      EXPECT_EQ(y[1].tensor().dtype(), DataType::kInt64);
      expect_near(y[1].tensor(), expected.indices, 0, 0);
    }
  }
}

TEST(MaxPool, IndicesMayCountColumnsFirst) {
  const Tensor x = make_tensor<float>({1, 2, 2, 3}, {1, 2, 9, 4, 5, 6, 1, 2, 3, 4, 5, 6});
  NodeCase node{.op_type = "MaxPool",
                .inputs = {x},
                .attributes = {{"kernel_shape", Ints{2, 3}}, {"storage_order", 1}},
                .outputs = 2};
  const std::vector<RuntimeValue> y = run_node(node);
  expect_near(y[0].tensor(), {9, 6});
  expect_near(y[1].tensor(), {4, 6 + 5});
}

TEST(MaxPool, NanIsNeverTheLargest) {
  const Tensor x = make_tensor<float>({1, 1, 3}, {std::nanf(""), -5, std::nanf("")});
  expect_near(run_node_tensor({.op_type = "MaxPool", .inputs = {x}, .attributes = {{"kernel_shape", Ints{3}}}}), {-5});
}

TEST(AveragePool, EqualsTheDefinition) {
  std::mt19937 generator(2);
  for (const DataType dtype : {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16}) {
    const double tolerance = dtype == DataType::kBfloat16 ? 1e-2 : dtype == DataType::kFloat16 ? 1e-3 : 1e-5;
    for (int form = 0; form < 12; ++form) {
      const bool ceil_mode = form % 2 != 0;
      const NaiveWindow window = random_window(generator, 1 + form % 3, ceil_mode);
      const Tensor x = random_tensor(dtype, shape_of(1, 2, window.input), generator);
      NodeCase node = pool_node("AveragePool", window, x, ceil_mode);
      const Pooled expected = naive_pool(window, 2, to_doubles(x));
      expect_near(run_node_tensor(node), expected.average, tolerance, tolerance);
      node.attributes["count_include_pad"] = 1;
      expect_near(run_node_tensor(node), expected.padded_average, tolerance, tolerance);
    }
  }
}

TEST(Pool, CeilModeDropsALastWindowInThePadding) {
  const Tensor x = make_tensor<float>({1, 1, 2, 2}, {1, 2, 3, 4});
  const NodeCase node{.op_type = "AveragePool",
                      .opset = 22,
                      .inputs = {x},
                      .attributes = {{"kernel_shape", Ints{1, 1}}, {"strides", Ints{2, 2}}, {"ceil_mode", 1}}};
  expect_near(run_node_tensor(node), {1});
  const NodeCase padded{
      .op_type = "MaxPool",
      .inputs = {make_tensor<float>({1, 1, 3}, {1, 2, 3})},
      .attributes = {{"kernel_shape", Ints{3}}, {"strides", Ints{3}}, {"pads", Ints{0, 1}}, {"ceil_mode", 1}}};
  expect_near(run_node_tensor(padded), {3});
}

TEST(Pool, AutoPad) {
  const Tensor x = make_tensor<float>({1, 1, 4}, {4, 3, 2, 1});
  NodeCase node{
      .op_type = "MaxPool", .inputs = {x}, .attributes = {{"kernel_shape", Ints{2}}, {"auto_pad", "SAME_UPPER"}}};
  expect_near(run_node_tensor(node), {4, 3, 2, 1});
  node.attributes["auto_pad"] = "SAME_LOWER";
  expect_near(run_node_tensor(node), {4, 4, 3, 2});
  node.attributes["auto_pad"] = "VALID";
  expect_near(run_node_tensor(node), {4, 3, 2});
}

TEST(Pool, OldVersions) {
  const Tensor x = make_tensor<float>({1, 1, 4}, {1, 2, 3, 6});
  for (const char* op : {"MaxPool", "AveragePool"}) {
    for (const int opset : {1, 7, 8, 10, 11, 12, 19, 22}) {
      const NodeCase node{.op_type = op,
                          .opset = opset,
                          .inputs = {x},
                          .attributes = {{"kernel_shape", Ints{2}}, {"strides", Ints{2}}}};
      expect_near(run_node_tensor(node), op[0] == 'M' ? std::vector<double>{2, 6} : std::vector<double>{1.5, 4.5});
    }
  }
}

TEST(GlobalPool, ReducesEveryPlane) {
  std::mt19937 generator(3);
  for (const DataType dtype : {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16}) {
    for (const Shape& shape : {Shape{2, 3, 5}, Shape{1, 2, 4, 7}, Shape{2, 2, 3, 2, 2}, Shape{0, 3, 4}}) {
      const Tensor x = random_tensor(dtype, shape, generator);
      const std::vector<double> elements = to_doubles(x);
      std::vector<double> averages;
      std::vector<double> maxima;
      const auto size = static_cast<std::size_t>(shape.elements(2, shape.rank()));
      for (std::size_t begin = 0; begin < elements.size(); begin += size) {
        double sum = 0;
        double largest = elements[begin];
        for (std::size_t i = begin; i < begin + size; ++i) {
          sum += elements[i];
          largest = std::max(largest, elements[i]);
        }
        averages.push_back(sum / static_cast<double>(size));
        maxima.push_back(largest);
      }
      const double tolerance = dtype == DataType::kBfloat16 ? 1e-2 : 1e-3;
      expect_near(run_node_tensor({.op_type = "GlobalAveragePool", .inputs = {x}}), averages, tolerance, tolerance);
      const Tensor y = run_node_tensor({.op_type = "GlobalMaxPool", .inputs = {x}});
      expect_near(y, maxima, 0, 0);
      EXPECT_EQ(y.shape().rank(), shape.rank());
      EXPECT_EQ(y.shape().elements(2, y.shape().rank()), 1);
    }
  }
}

TEST(Pool, IsTheSameForEveryNumberOfThreads) {
  std::mt19937 generator(4);
  const Tensor x = random_tensor(DataType::kFloat, {3, 17, 30, 33}, generator);
  for (const char* op : {"MaxPool", "AveragePool"}) {
    NodeCase node{.op_type = op,
                  .inputs = {x},
                  .attributes = {{"kernel_shape", Ints{3, 3}}, {"strides", Ints{2, 1}}, {"pads", Ints{1, 1, 1, 1}}},
                  .threads = 1};
    const Tensor once = run_node_tensor(node);
    for (node.threads = 2; node.threads <= 3; ++node.threads) expect_same_bytes(run_node_tensor(node), once);
  }
}

TEST(Pool, RefusesWhatDoesNotFit) {
  std::mt19937 generator(5);
  const auto with = [&](std::map<std::string, Attribute, std::less<>> attributes, Shape x = {1, 2, 4, 4}) {
    return NodeCase{.op_type = "MaxPool",
                    .inputs = {random_tensor(DataType::kFloat, std::move(x), generator)},
                    .attributes = std::move(attributes)};
  };
  EXPECT_TRUE(fails_with(with({{"kernel_shape", Ints{0, 1}}}), "kernel_shape has the value 0"));
  EXPECT_TRUE(fails_with(with({{"kernel_shape", Ints{5, 1}}}), "covers 5 elements"));
  EXPECT_TRUE(fails_with(with({{"kernel_shape", Ints{2}}}), "kernel_shape has 1 values"));
  EXPECT_TRUE(fails_with(with({{"kernel_shape", Ints{2, 2}}, {"strides", Ints{1, -1}}}), "strides has the value -1"));
  EXPECT_TRUE(fails_with(with({{"kernel_shape", Ints{2, 2}}}, {2, 4}), "rank 2"));
  EXPECT_TRUE(fails_with(with({}), "kernel_shape"));
}

}  // namespace
}  // namespace ort::test
