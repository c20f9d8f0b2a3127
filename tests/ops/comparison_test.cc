#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "tests/support/naive_broadcast.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

Tensor equal(const Tensor& a, const Tensor& b, int opset = 19) {
  return run_node_tensor({.op_type = "Equal", .opset = opset, .inputs = {a, b}});
}

TEST(Equal, EveryNumericTypeAndBool) {
  std::mt19937 generator(2);
  const std::vector<DataType> dtypes = {DataType::kFloat16, DataType::kBfloat16, DataType::kInt8,  DataType::kInt16,
                                        DataType::kInt32,   DataType::kInt64,    DataType::kUint8, DataType::kUint16,
                                        DataType::kUint32,  DataType::kUint64,   DataType::kBool,  DataType::kFloat,
                                        DataType::kDouble};
  const std::vector<std::pair<Shape, Shape>> shapes = {
      {{3, 4}, {3, 4}}, {{3, 1}, {4}}, {{}, {5}}, {{0}, {1}}, {{2, 3, 1}, {3, 100}}};
  for (const DataType dtype : dtypes) {
    for (const auto& [a_shape, b_shape] : shapes) {
      const Tensor a = random_tensor(dtype, a_shape, generator);
      const Tensor b = random_tensor(dtype, b_shape, generator);
      const Shape output = naive_broadcast_shape({a_shape, b_shape});
      SCOPED_TRACE(std::string(data_type_name(dtype)) + a_shape.to_string() + b_shape.to_string());
      const Tensor c = equal(a, b);
      EXPECT_EQ(c.dtype(), DataType::kBool);
      expect_shape(c, output);
      expect_near(c, naive_binary(output, a_shape, to_doubles(a), b_shape, to_doubles(b),
                                  [](double x, double y) { return x == y ? 1.0 : 0.0; }));
    }
  }
}

TEST(Equal, Strings) {
  const Tensor a = make_tensor<std::string>({2, 1}, {"a", std::string("b\0c", 3)});
  const Tensor b = make_tensor<std::string>({3}, {"a", std::string("b\0d", 3), std::string("b\0c", 3)});
  expect_near(equal(a, b), {1, 0, 0, 0, 0, 1});
}

TEST(Equal, NanAndNegativeZero) {
  const Tensor a = make_tensor<float>({2}, {NAN, 0.0f});
  const Tensor b = make_tensor<float>({2}, {NAN, -0.0f});
  expect_near(equal(a, b, 11), {0, 1});
}

TEST(Equal, FirstVersions) {
  const Tensor a = make_tensor<int32_t>({2, 2}, {1, 2, 3, 4});
  const Tensor b = make_tensor<int32_t>({2}, {1, 3});
  NodeCase node{.op_type = "Equal", .opset = 1, .inputs = {a, b}, .attributes = {{"broadcast", 1}, {"axis", 0}}};
  expect_near(run_node_tensor(node), {1, 0, 1, 0});
  expect_near(equal(a, b, 7), {1, 0, 0, 0});
}

}  // namespace
}  // namespace ort::test
