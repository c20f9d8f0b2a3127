#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "libort/core/type_dispatch.h"
#include "tests/support/naive_pick.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

NodeCase one_hot(Tensor indices, Tensor depth, Tensor values, int64_t axis = -1) {
  return {.op_type = "OneHot",
          .opset = 11,
          .inputs = {std::move(indices), std::move(depth), std::move(values)},
          .attributes = {{"axis", axis}}};
}

Tensor depth_of(int64_t depth) { return make_tensor<int64_t>({}, {depth}); }

Tensor expected_one_hot(const Tensor& indices, int64_t depth, const Tensor& values, int axis) {
  std::vector<int64_t> dims = indices.shape().dims();
  dims.insert(dims.begin() + axis, depth);
  const std::vector<double> classes = to_doubles(indices);
  return naive_pick(values, Shape(dims), [&](Coordinates at) {
    const int64_t row = at[static_cast<std::size_t>(axis)];
    at.erase(at.begin() + axis);
    const auto index = static_cast<int64_t>(classes[position_of(at, indices.shape())]);
    return Coordinates{index == row || index + depth == row ? 1 : 0};
  });
}

TEST(OneHot, EverySizeOfValuesAndAxis) {
  std::mt19937 generator(1);
  for (const DataType dtype : kEverySize) {
    const Tensor values = random_tensor(dtype, {2}, generator);
    for (const Shape& shape : {Shape{}, Shape{5}, Shape{2, 3}, Shape{2, 3, 4}, Shape{2, 0}, Shape{700}}) {
      const Tensor indices = random_tensor(DataType::kInt64, shape, generator);
      for (int axis = 0; axis <= shape.rank(); ++axis) {
        for (const int64_t depth : {0, 1, 2, 5}) {
          SCOPED_TRACE(std::string(data_type_name(dtype)) + shape.to_string() + " axis " + std::to_string(axis));
          NodeCase node = one_hot(indices, depth_of(depth), values, axis);
          const Tensor expected = expected_one_hot(indices, depth, values, axis);
          expect_same_bytes(run_node_tensor(node), expected);
          node.attributes["axis"] = axis - shape.rank() - 1;
          node.constant_inputs = true;
          expect_same_bytes(run_node_tensor(node), expected);
        }
      }
    }
  }
}

TEST(OneHot, EveryTypeOfIndicesAndDepth) {
  std::mt19937 generator(2);
  const Tensor values = make_tensor<float>({2}, {-1, 4});
  for (const DataType dtype :
       {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kInt8, DataType::kInt16, DataType::kInt32,
        DataType::kInt64, DataType::kUint8, DataType::kUint16, DataType::kUint32, DataType::kUint64}) {
    dispatch(dtype, NumericTypes{}, [&]<class T>() {
      const Tensor indices = random_tensor(dtype, {3, 4}, generator);
      const Tensor depth = make_tensor<T>({1}, {T(3)});
      for (const int opset : {9, 11, 28}) {
        NodeCase node = one_hot(indices, depth, values);
        node.opset = opset;
        expect_same_bytes(run_node_tensor(node), expected_one_hot(indices, 3, values, 2));
      }
    });
  }
}

TEST(OneHot, IndicesOutsideTheDepth) {
  const Tensor values = make_tensor<int32_t>({2}, {0, 1});
  const auto min = std::numeric_limits<int64_t>::min();
  const auto max = std::numeric_limits<int64_t>::max();
  const Tensor indices = make_tensor<int64_t>({6}, {min, -3, -2, 1, 2, max});
  expect_near(run_node_tensor(one_hot(indices, depth_of(2), values)), {0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0});
  const Tensor huge = make_tensor<uint64_t>({2}, {std::numeric_limits<uint64_t>::max(), 1});
  expect_near(run_node_tensor(one_hot(huge, depth_of(2), values)), {0, 0, 0, 1});
  const Tensor infinite = make_tensor<float>({3}, {INFINITY, -INFINITY, -1.9f});
  expect_near(run_node_tensor(one_hot(infinite, depth_of(2), values)), {0, 0, 0, 0, 0, 1});
}

TEST(OneHot, LargeIsTheSameForEveryNumberOfThreads) {
  std::mt19937 generator(3);
  const Tensor indices = random_tensor(DataType::kInt32, {100, 70}, generator);
  const Tensor values = make_tensor<uint8_t>({2}, {3, 7});
  for (int threads = 1; threads <= 3; ++threads) {
    NodeCase node = one_hot(indices, depth_of(9), values, 1);
    node.threads = threads;
    expect_same_bytes(run_node_tensor(node), expected_one_hot(indices, 9, values, 1));
  }
}

TEST(OneHot, RefusesWhatDoesNotFit) {
  const Tensor indices = make_tensor<int64_t>({1}, {0});
  const Tensor values = make_tensor<float>({2}, {0, 1});
  EXPECT_TRUE(fails_with(one_hot(indices, depth_of(-1), values), "depth is -1"));
  EXPECT_TRUE(fails_with(one_hot(indices, make_tensor<float>({}, {NAN}), values), "depth is nan"));
  EXPECT_TRUE(fails_with(one_hot(indices, make_tensor<float>({}, {1e30f}), values), "depth is"));
  EXPECT_TRUE(fails_with(one_hot(indices, depth_of(std::numeric_limits<int64_t>::max()), values), ""));
  EXPECT_TRUE(fails_with(one_hot(indices, make_tensor<int64_t>({2}, {1, 2}), values), "'depth'"));
  EXPECT_TRUE(fails_with(one_hot(indices, depth_of(2), make_tensor<float>({3}, {0, 1, 2})), "'values'"));
  EXPECT_TRUE(fails_with(one_hot(indices, depth_of(2), values, 2), "axis"));
}

}  // namespace
}  // namespace ort::test
