#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>

#include "libort/core/float_types.h"
#include "tests/support/naive_broadcast.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

using Function = std::function<double(double, double)>;

void check(const char* op, const Function& function, DataType dtype, const std::vector<Shape>& shapes) {
  std::mt19937 generator(5);
  const Shape output = naive_broadcast_shape(shapes);
  NodeCase node{.op_type = op, .opset = 13, .inputs = {}};
  std::vector<double> expected;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    const Tensor input = random_tensor(dtype, shapes[i], generator);
    const std::vector<double> elements = to_doubles(input);
    expected = i == 0
                   ? naive_binary(output, shapes[0], elements, shapes[0], elements, [](double a, double) { return a; })
                   : naive_binary(output, output, expected, shapes[i], elements, function);
    node.inputs.push_back(input);
  }
  SCOPED_TRACE(std::string(op) + " of " + std::string(data_type_name(dtype)) + " to " + output.to_string());
  const Tensor result = run_node_tensor(node);
  EXPECT_EQ(result.dtype(), dtype);
  expect_shape(result, output);
  const double rounding = dtype == DataType::kBfloat16 ? 2e-2 : dtype == DataType::kFloat16 ? 2e-3 : 1e-6;
  expect_near(result, expected, rounding, rounding);
}

const std::vector<std::vector<Shape>> kShapes = {{{3, 4}},
                                                 {{}, {5}},
                                                 {{2, 3}, {2, 3}, {2, 3}},
                                                 {{3}, {2, 1}, {4, 1, 1}},
                                                 {{0, 2}, {1, 2}},
                                                 {{1, 40, 50}, {30, 1, 1}},
                                                 {{3}, {2, 1}, {2, 3}, {}, {1, 3}, {2, 3}, {3}}};

TEST(VariadicArithmetic, SumOfFloats) {
  for (const auto& shapes : kShapes) {
    for (const DataType dtype : {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16}) {
      check("Sum", std::plus<double>(), dtype, shapes);
    }
  }
}

TEST(VariadicArithmetic, MaxAndMinOfEveryType) {
  const std::vector<DataType> dtypes = {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16,
                                        DataType::kInt8,  DataType::kInt16,  DataType::kInt32,   DataType::kInt64,
                                        DataType::kUint8, DataType::kUint16, DataType::kUint32,  DataType::kUint64};
  for (const auto& shapes : kShapes) {
    for (const DataType dtype : dtypes) {
      check(
          "Max", [](double a, double b) { return std::max(a, b); }, dtype, shapes);
      check(
          "Min", [](double a, double b) { return std::min(a, b); }, dtype, shapes);
    }
  }
}

TEST(VariadicArithmetic, NanWins) {
  const Tensor a = make_tensor<float>({3}, {NAN, 1, 2});
  const Tensor b = make_tensor<float>({3}, {1, NAN, 1});
  for (const char* op : {"Max", "Min"}) {
    const Tensor result = run_node_tensor({.op_type = op, .opset = 13, .inputs = {a, b}});
    EXPECT_TRUE(std::isnan(result.as<float>()[0]));
    EXPECT_TRUE(std::isnan(result.as<float>()[1]));
    EXPECT_FALSE(std::isnan(result.as<float>()[2]));
  }
}

TEST(VariadicArithmetic, HalfSumsAreRoundedOnce) {
  NodeCase node{.op_type = "Sum", .opset = 13, .inputs = {make_tensor<Float16>({1}, {Float16(2048)})}};
  for (int i = 0; i < 3; ++i) node.inputs.push_back(make_tensor<Float16>({1}, {Float16(1)}));
  expect_near(run_node_tensor(node), {2052}, 0, 0);
}

TEST(VariadicArithmetic, FirstVersions) {
  const Tensor a = make_tensor<float>({2}, {1, 5});
  const Tensor b = make_tensor<float>({2}, {3, 4});
  for (const int opset : {1, 6, 8}) {
    expect_near(run_node_tensor({.op_type = "Max", .opset = opset, .inputs = {a, b}}), {3, 5});
    expect_near(run_node_tensor({.op_type = "Min", .opset = opset, .inputs = {a, b}}), {1, 4});
    expect_near(run_node_tensor({.op_type = "Sum", .opset = opset, .inputs = {a, b, a}}), {5, 14});
  }
}

TEST(VariadicArithmetic, ShapesThatDoNotFitAreNamed) {
  const Tensor a = make_tensor<float>({2}, {1, 2});
  const Tensor b = make_tensor<float>({3}, {1, 2, 3});
  EXPECT_TRUE(fails_with({.op_type = "Sum", .opset = 13, .inputs = {a, a, b}}, "[2] and [3]"));
}

}  // namespace
}  // namespace ort::test
