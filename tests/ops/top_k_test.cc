#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "tests/support/naive_pick.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

NodeCase top_k(int opset, const Tensor& x, int64_t k, int64_t axis, bool largest) {
  NodeCase node{.op_type = "TopK", .opset = opset, .inputs = {x}, .attributes = {{"axis", axis}}, .outputs = 2};
  if (opset < 10) {
    node.attributes.insert_or_assign("k", k);
  } else {
    node.inputs.push_back(make_tensor<int64_t>({1}, {k}));
  }
  if (opset >= 11) node.attributes.insert_or_assign("largest", largest ? 1 : 0);
  return node;
}

/// Sorts each line completely; numpy's order: NaN is larger than every number.
void expect_top_k(const NodeCase& node, const Tensor& x, int64_t k, int axis, bool largest) {
  const std::vector<RuntimeValue> outputs = run_node(node);
  Shape shape = x.shape();
  shape[axis] = k;
  expect_shape(outputs[0].tensor(), shape);
  expect_shape(outputs[1].tensor(), shape);
  const std::vector<double> elements = to_doubles(x);
  const std::vector<double> values = to_doubles(outputs[0].tensor());
  const std::span<const int64_t> places = outputs[1].tensor().as<int64_t>();
  Shape lines = shape;
  lines[axis] = 1;
  const auto along = static_cast<std::size_t>(axis);
  for (int64_t i = 0; i < lines.elements() && k > 0; ++i) {
    Coordinates at = coordinates_of(i, lines);
    std::vector<double> line;
    for (at[along] = 0; at[along] < x.shape()[axis]; ++at[along]) line.push_back(elements[position_of(at, x.shape())]);
    std::vector<std::size_t> order(line.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      const double low = line[largest ? b : a];
      const double high = line[largest ? a : b];
      return std::isnan(high) ? !std::isnan(low) : low < high;
    });
    for (at[along] = 0; at[along] < k; ++at[along]) {
      const std::size_t expected = order[static_cast<std::size_t>(at[along])];
      const std::size_t position = position_of(at, shape);
      ASSERT_EQ(places[position], static_cast<int64_t>(expected)) << "line " << i << ", rank " << at[along];
      if (!std::isnan(line[expected])) {
        ASSERT_EQ(values[position], line[expected]);
      }
    }
  }
}

TEST(TopK, EveryTypeAxisAndCount) {
  std::mt19937 generator(1);
  for (const DataType dtype : {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16,
                               DataType::kInt8, DataType::kInt16, DataType::kInt32, DataType::kInt64, DataType::kUint8,
                               DataType::kUint16, DataType::kUint32, DataType::kUint64}) {
    for (int axis = 0; axis < 3; ++axis) {
      for (const bool largest : {false, true}) {
        const Tensor x = random_tensor(dtype, random_shape(3, 8, generator), generator);
        const int64_t k = static_cast<int64_t>(generator() % static_cast<uint64_t>(x.shape()[axis] + 1));
        SCOPED_TRACE(std::string(data_type_name(dtype)) + x.shape().to_string() + " k " + std::to_string(k));
        NodeCase node = top_k(24, x, k, axis - 3, largest);
        node.constant_inputs = largest;
        expect_top_k(node, x, k, axis, largest);
      }
    }
  }
}

TEST(TopK, LongLinesAndManyLines) {
  std::mt19937 generator(2);
  for (const auto& [shape, axis] : {std::pair{Shape({3, 20000}), 1}, {Shape({5000, 7}), 1}, {Shape({40, 900}), 0}}) {
    const Tensor x = random_tensor(DataType::kFloat, shape, generator);
    for (const int64_t k : {int64_t{1}, int64_t{6}, shape[axis]}) {
      NodeCase node = top_k(11, x, k, axis, true);
      node.threads = 3;
      SCOPED_TRACE(shape.to_string() + " k " + std::to_string(k));
      expect_top_k(node, x, k, axis, true);
    }
  }
}

TEST(TopK, EarlyVersions) {
  std::mt19937 generator(3);
  const Tensor x = random_tensor(DataType::kFloat, {4, 9}, generator);
  for (const int opset : {1, 10, 11, 23, 24}) expect_top_k(top_k(opset, x, 5, -1, true), x, 5, 1, true);
}

TEST(TopK, NanIsLargerThanEveryNumber) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  const Tensor x = make_tensor<float>({7}, {1, nan, infinity, -infinity, nan, 1, -0.0f});
  for (const bool largest : {false, true}) expect_top_k(top_k(11, x, 7, 0, largest), x, 7, 0, largest);
}

TEST(TopK, Failures) {
  const Tensor x(DataType::kFloat, {3, 4});
  EXPECT_TRUE(fails_with(top_k(11, x, 5, 1, true), "K is 5"));
  EXPECT_TRUE(fails_with(top_k(11, x, -1, 1, true), "K is negative"));
  EXPECT_TRUE(fails_with(top_k(1, x, -1, 1, true), "K is negative"));
  EXPECT_TRUE(fails_with(top_k(11, x, INT64_MAX, 1, true), "K is 9223372036854775807"));
  EXPECT_TRUE(fails_with(top_k(11, x, 1, 2, true), "axis 2"));
  NodeCase node = top_k(11, x, 1, 1, true);
  node.inputs[1] = make_tensor<int64_t>({2}, {1, 2});
  EXPECT_TRUE(fails_with(node, "K must have one element"));
}

}  // namespace
}  // namespace ort::test
