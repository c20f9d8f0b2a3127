#include <gtest/gtest.h>

#include "tests/support/naive_pick.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

std::vector<int64_t> shape_of(const Tensor& input, int opset,
                              std::map<std::string, Attribute, std::less<>> attributes = {}) {
  const Tensor output =
      run_node_tensor({.op_type = "Shape", .opset = opset, .inputs = {input}, .attributes = std::move(attributes)});
  EXPECT_EQ(output.dtype(), DataType::kInt64);
  return integers_of(output);
}

TEST(Shape, WholeShape) {
  const Tensor input(DataType::kFloat, {2, 0, 5});
  for (const int opset : {1, 13, 15, 19, 21, 23, 24, 25})
    EXPECT_EQ(shape_of(input, opset), (std::vector<int64_t>{2, 0, 5}));
  EXPECT_EQ(shape_of(Tensor(DataType::kFloat, Shape()), 15), std::vector<int64_t>());
  EXPECT_EQ(shape_of(Tensor(DataType::kInt4, {3}), 25), (std::vector<int64_t>{3}));
}

TEST(Shape, StartAndEnd) {
  const Tensor input(DataType::kFloat, {2, 3, 4});
  EXPECT_EQ(shape_of(input, 15, {{"start", 1}}), (std::vector<int64_t>{3, 4}));
  EXPECT_EQ(shape_of(input, 15, {{"start", -1}}), (std::vector<int64_t>{4}));
  EXPECT_EQ(shape_of(input, 15, {{"end", -1}}), (std::vector<int64_t>{2, 3}));
  EXPECT_EQ(shape_of(input, 15, {{"start", -2}, {"end", 2}}), (std::vector<int64_t>{3}));
  EXPECT_EQ(shape_of(input, 15, {{"start", -10}, {"end", 10}}), (std::vector<int64_t>{2, 3, 4}));
  EXPECT_EQ(shape_of(input, 15, {{"start", 2}, {"end", 1}}), std::vector<int64_t>());
}

TEST(Size, CountsElements) {
  for (const int opset : {1, 13, 19, 21, 23, 24, 25}) {
    const auto size = [&](const Shape& shape) {
      const Tensor output =
          run_node_tensor({.op_type = "Size", .opset = opset, .inputs = {Tensor(DataType::kFloat, shape)}});
      expect_shape(output, {});
      return integers_of(output)[0];
    };
    EXPECT_EQ(size({2, 3, 4}), 24);
    EXPECT_EQ(size({2, 0}), 0);
    EXPECT_EQ(size({}), 1);
  }
}

}  // namespace
}  // namespace ort::test
