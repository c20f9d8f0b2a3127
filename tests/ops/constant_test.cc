#include <gtest/gtest.h>

#include "tests/support/naive_pick.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

Tensor constant(const char* attribute, Attribute value, int opset = 13) {
  return run_node_tensor(
      {.op_type = "Constant", .opset = opset, .inputs = {}, .attributes = {{attribute, std::move(value)}}});
}

std::vector<std::string> strings_of(const Tensor& tensor) {
  return {tensor.as<std::string>().begin(), tensor.as<std::string>().end()};
}

TEST(Constant, TensorOfEveryType) {
  std::mt19937 generator(1);
  std::vector<DataType> dtypes = kEverySize;
  dtypes.insert(dtypes.end(), kNarrowTypes.begin(), kNarrowTypes.end());
  for (const DataType dtype : dtypes) {
    const Tensor value = random_tensor(dtype, {3, 5}, generator);
    expect_same_bytes(constant("value", value, 25), value);
  }
  const Tensor value = random_tensor(DataType::kFloat, {4}, generator);
  for (const int opset : {1, 9, 11, 12, 13, 19, 21, 23, 24, 25})
    expect_same_bytes(constant("value", value, opset), value);
}

TEST(Constant, NumbersAndStrings) {
  expect_same_bytes(constant("value_float", 1.5f), make_tensor<float>({}, {1.5f}));
  expect_same_bytes(constant("value_floats", std::vector<float>{1, 2}), make_tensor<float>({2}, {1, 2}));
  expect_same_bytes(constant("value_int", int64_t{-7}), make_tensor<int64_t>({}, {-7}));
  expect_same_bytes(constant("value_ints", std::vector<int64_t>{}), make_tensor<int64_t>({0}, {}));
  EXPECT_EQ(strings_of(constant("value_string", "a")), (std::vector<std::string>{"a"}));
  const Tensor strings = constant("value_strings", std::vector<std::string>{"a", "", "c"});
  expect_shape(strings, {3});
  EXPECT_EQ(strings_of(strings), (std::vector<std::string>{"a", "", "c"}));
}

TEST(Constant, SparseValues) {
  const Tensor values = make_tensor<float>({2}, {5, 6});
  const Tensor linear =
      constant("sparse_value", SparseTensorData{values, make_tensor<int64_t>({2}, {1, 5}), {2, 3}}, 11);
  expect_same_bytes(linear, make_tensor<float>({2, 3}, {0, 5, 0, 0, 0, 6}));
  const Tensor coordinates =
      constant("sparse_value", SparseTensorData{values, make_tensor<int64_t>({2, 2}, {0, 2, 1, 0}), {2, 3}}, 25);
  expect_same_bytes(coordinates, make_tensor<float>({2, 3}, {0, 0, 5, 6, 0, 0}));
  const SparseTensorData texts{make_tensor<std::string>({1}, {"x"}), make_tensor<int64_t>({1}, {2}), {3}};
  EXPECT_EQ(strings_of(constant("sparse_value", texts)), (std::vector<std::string>{"", "", "x"}));
}

TEST(Constant, SparseInt4) {
  Tensor values(DataType::kInt4, {2});
  values.data()[0] = std::byte{0x73};
  const Tensor dense = constant("sparse_value", SparseTensorData{values, make_tensor<int64_t>({2}, {0, 3}), {5}}, 21);
  EXPECT_EQ(loose_bytes(dense), (std::vector<std::byte>{std::byte{3}, {}, {}, std::byte{7}, {}}));
}

TEST(Constant, WhatIsWrong) {
  const Tensor value = make_tensor<float>({1}, {5});
  const auto sparse = [&](const Tensor& indices) {
    return NodeCase{.op_type = "Constant",
                    .inputs = {},
                    .attributes = {{"sparse_value", SparseTensorData{value, indices, {2, 3}}}}};
  };
  EXPECT_TRUE(fails_with({.op_type = "Constant", .inputs = {}}, "without a value"));
  EXPECT_TRUE(fails_with({.op_type = "Constant", .inputs = {}, .attributes = {{"value_int", 1}, {"value_float", 1.0f}}},
                         "more than one"));
  EXPECT_TRUE(fails_with(sparse(make_tensor<int64_t>({1}, {6})), "sparse index 6"));
  EXPECT_TRUE(fails_with(sparse(make_tensor<int64_t>({1, 2}, {0, 3})), "sparse coordinate 3"));
  EXPECT_TRUE(fails_with(sparse(make_tensor<int64_t>({1, 2}, {-1, 0})), "sparse coordinate -1"));
  EXPECT_TRUE(fails_with(sparse(make_tensor<int64_t>({2}, {0, 1})), "sparse indices of shape [2]"));
}

Tensor integers(const std::vector<int64_t>& numbers) { return make_tensor<int64_t>({std::ssize(numbers)}, numbers); }

TEST(ConstantOfShape, EveryType) {
  std::mt19937 generator(2);
  std::vector<DataType> dtypes = {DataType::kFloat, DataType::kInt64, DataType::kBool, DataType::kFloat16,
                                  DataType::kBfloat16};
  dtypes.insert(dtypes.end(), kNarrowTypes.begin(), kNarrowTypes.end());
  for (const DataType dtype : dtypes) {
    const Tensor value = random_tensor(dtype, {1}, generator);
    SCOPED_TRACE(data_type_name(dtype));
    for (const Shape& shape : {Shape({3, 5}), Shape(), Shape({2, 0})}) {
      for (const bool is_constant : {false, true}) {
        const Tensor output = run_node_tensor({.op_type = "ConstantOfShape",
                                               .opset = 25,
                                               .inputs = {integers(shape.dims())},
                                               .attributes = {{"value", value}},
                                               .constant_inputs = is_constant});
        expect_same_bytes(output, naive_pick(value, shape, [](const Coordinates&) { return Coordinates{0}; }));
      }
    }
  }
}

TEST(ConstantOfShape, ZerosWithoutValue) {
  for (const int opset : {9, 20, 21, 23, 24, 25}) {
    const Tensor output =
        run_node_tensor({.op_type = "ConstantOfShape", .opset = opset, .inputs = {integers({300, 200})}, .threads = 4});
    expect_same_bytes(output, make_tensor<float>({300, 200}, std::vector<float>(60000)));
  }
}

TEST(ConstantOfShape, ShapesThatCannotBe) {
  for (const bool is_constant : {false, true}) {
    const auto node = [&](const std::vector<int64_t>& shape) {
      return NodeCase{
          .op_type = "ConstantOfShape", .opset = 9, .inputs = {integers(shape)}, .constant_inputs = is_constant};
    };
    EXPECT_TRUE(fails_with(node({-1}), "negative dimension -1"));
    EXPECT_TRUE(fails_with(node({int64_t{1} << 40, int64_t{1} << 40}), "overflow"));
  }
  EXPECT_TRUE(fails_with({.op_type = "ConstantOfShape",
                          .opset = 9,
                          .inputs = {integers({1})},
                          .attributes = {{"value", make_tensor<float>({2}, {1, 2})}}},
                         "one element"));
}

}  // namespace
}  // namespace ort::test
