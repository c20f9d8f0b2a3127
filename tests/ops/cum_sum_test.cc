#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

struct Options {
  bool product = false;
  bool exclusive = false;
  bool reverse = false;
};

/// Every element from the definition: all elements of its line that count.
std::vector<double> naive_cumulation(const Tensor& x, int axis, const Options& options) {
  const std::vector<double> elements = to_doubles(x);
  const int64_t length = x.shape()[axis];
  const int64_t inner = x.shape().elements(axis + 1, x.shape().rank());
  std::vector<double> result;
  for (int64_t i = 0; i < x.elements(); ++i) {
    const int64_t at = i / inner % length;
    double total = options.product ? 1.0 : 0.0;
    for (int64_t other = 0; other < length; ++other) {
      const bool before = options.reverse ? other > at : other < at;
      if (!before && (other != at || options.exclusive)) continue;
      const double element = elements[static_cast<std::size_t>(i + (other - at) * inner)];
      total = options.product ? total * element : total + element;
    }
    result.push_back(total);
  }
  return result;
}

NodeCase cumulation(const Tensor& x, Tensor axis, const Options& options) {
  return {.op_type = options.product ? "CumProd" : "CumSum",
          .opset = 26,
          .inputs = {x, std::move(axis)},
          .attributes = {{"exclusive", options.exclusive ? 1 : 0}, {"reverse", options.reverse ? 1 : 0}}};
}

void expect_cumulation(const Tensor& x, const Options& options) {
  const DataType dtype = x.dtype();
  const double tolerance = dtype == DataType::kBfloat16 ? 2e-2 : dtype == DataType::kFloat16 ? 2e-3 : 1e-5;
  for (int axis = 0; axis < x.shape().rank(); ++axis) {
    NodeCase node = cumulation(x, make_tensor<int64_t>({}, {axis}), options);
    const std::vector<double> expected = naive_cumulation(x, axis, options);
    for (const bool constant : {false, true}) {
      node.constant_inputs = constant;
      const Tensor y = run_node_tensor(node);
      EXPECT_EQ(y.dtype(), dtype);
      expect_shape(y, x.shape());
      expect_near(y, expected, tolerance, tolerance);
    }
    node.inputs[1] = make_tensor<int32_t>({1}, {axis - x.shape().rank()});
    expect_near(run_node_tensor(node), expected, tolerance, tolerance);
  }
}

TEST(Cumulation, EveryTypeAxisAndOption) {
  std::mt19937 generator(1);
  for (const DataType dtype : {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16,
                               DataType::kInt32, DataType::kInt64, DataType::kUint32, DataType::kUint64}) {
    for (const Shape& shape : {Shape{6}, Shape{3, 4}, Shape{2, 5, 3}, Shape{0, 2}, Shape{2, 0, 3}, Shape{3, 4, 70}}) {
      const Tensor x = random_tensor(dtype, shape, generator);
      for (const bool exclusive : {false, true}) {
        for (const bool reverse : {false, true}) {
          SCOPED_TRACE(std::string(data_type_name(dtype)) + shape.to_string());
          expect_cumulation(x, {.exclusive = exclusive, .reverse = reverse});
          if (shape.elements() <= 30)
            expect_cumulation(x, {.product = true, .exclusive = exclusive, .reverse = reverse});
        }
      }
    }
  }
}

TEST(CumSum, FirstVersionAndLargeInput) {
  std::mt19937 generator(2);
  const Tensor x = random_tensor(DataType::kInt64, {30, 50, 130}, generator);
  NodeCase node = cumulation(x, make_tensor<int64_t>({}, {1}), {});
  node.opset = 11;
  for (node.threads = 1; node.threads <= 3; ++node.threads) {
    expect_near(run_node_tensor(node), naive_cumulation(x, 1, {}));
  }
}

TEST(Cumulation, LongLines) {
  std::mt19937 generator(3);
  for (const DataType dtype : {DataType::kFloat, DataType::kInt32}) {
    for (const Shape& shape : {Shape{257}, Shape{3, 600}, Shape{2, 300, 3}, Shape{33, 2}}) {
      const Tensor x = random_tensor(dtype, shape, generator);
      for (const bool exclusive : {false, true}) {
        for (const bool reverse : {false, true}) {
          SCOPED_TRACE(std::string(data_type_name(dtype)) + shape.to_string());
          expect_cumulation(x, {.exclusive = exclusive, .reverse = reverse});
        }
      }
    }
  }
}

TEST(Cumulation, IntegersWrap) {
  const Tensor x = make_tensor<int32_t>({2}, {std::numeric_limits<int32_t>::max(), 2});
  EXPECT_EQ(run_node_tensor(cumulation(x, make_tensor<int64_t>({}, {0}), {})).as<int32_t>()[1],
            std::numeric_limits<int32_t>::min() + 1);
  EXPECT_EQ(run_node_tensor(cumulation(x, make_tensor<int64_t>({}, {0}), {.product = true})).as<int32_t>()[1], -2);
}

TEST(Cumulation, RefusesWhatDoesNotFit) {
  const Tensor x(DataType::kFloat, {2, 3});
  EXPECT_TRUE(fails_with(cumulation(x, make_tensor<int64_t>({}, {2}), {}), "axis"));
  EXPECT_TRUE(fails_with(cumulation(x, make_tensor<int64_t>({}, {std::numeric_limits<int64_t>::min()}), {}), "axis"));
  EXPECT_TRUE(fails_with(cumulation(x, make_tensor<int64_t>({2}, {0, 1}), {}), "'axis'"));
  EXPECT_TRUE(fails_with(cumulation(x, Tensor(DataType::kInt64, {0}), {}), "'axis'"));
  EXPECT_TRUE(fails_with(cumulation(Tensor(DataType::kFloat, {}), make_tensor<int64_t>({}, {0}), {}), "scalar"));
}

}  // namespace
}  // namespace ort::test
