#include <gtest/gtest.h>

#include <limits>

#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

std::vector<double> naive_eye(int64_t rows, int64_t columns, int64_t k) {
  std::vector<double> elements;
  for (int64_t i = 0; i < rows * columns; ++i) elements.push_back(i % columns - i / columns == k ? 1.0 : 0.0);
  return elements;
}

TEST(EyeLike, EveryTypeAndDiagonal) {
  const std::vector<DataType> dtypes = {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16,
                                        DataType::kInt8,  DataType::kInt16,  DataType::kInt32,   DataType::kInt64,
                                        DataType::kUint8, DataType::kUint16, DataType::kUint32,  DataType::kUint64,
                                        DataType::kBool};
  for (const DataType dtype : dtypes) {
    for (const Shape& shape : {Shape{3, 3}, Shape{2, 5}, Shape{4, 1}, Shape{0, 3}, Shape{3, 0}}) {
      for (int64_t k = -5; k <= 5; ++k) {
        SCOPED_TRACE(std::string(data_type_name(dtype)) + shape.to_string() + " k " + std::to_string(k));
        const Tensor input(DataType::kInt32, shape);
        const Tensor y = run_node_tensor({.op_type = "EyeLike",
                                          .opset = 22,
                                          .inputs = {input},
                                          .attributes = {{"k", k}, {"dtype", static_cast<int>(dtype)}}});
        EXPECT_EQ(y.dtype(), dtype);
        expect_shape(y, shape);
        expect_near(y, naive_eye(shape[0], shape[1], k));
      }
    }
  }
}

TEST(EyeLike, TypeOfTheInputAndAbsurdDiagonals) {
  const Tensor input(DataType::kDouble, {2, 3});
  NodeCase node{.op_type = "EyeLike", .opset = 9, .inputs = {input}};
  EXPECT_EQ(run_node_tensor(node).dtype(), DataType::kDouble);
  expect_near(run_node_tensor(node), {1, 0, 0, 0, 1, 0});
  for (const int64_t k : {std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()}) {
    node.attributes["k"] = k;
    expect_near(run_node_tensor(node), {0, 0, 0, 0, 0, 0});
  }
}

TEST(EyeLike, RefusesWhatDoesNotFit) {
  EXPECT_TRUE(fails_with({.op_type = "EyeLike", .inputs = {Tensor(DataType::kFloat, {2, 2, 2})}}, "[2,2,2]"));
  const Tensor input(DataType::kFloat, {2, 2});
  for (const int dtype : {0, -1, 8, 14, 17, 99}) {
    EXPECT_TRUE(fails_with({.op_type = "EyeLike", .inputs = {input}, .attributes = {{"dtype", dtype}}}, "dtype"));
  }
}

}  // namespace
}  // namespace ort::test
