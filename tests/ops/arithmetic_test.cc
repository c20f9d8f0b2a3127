#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <random>

#include "libort/core/float_types.h"
#include "tests/support/naive_broadcast.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

using Function = std::function<double(double, double)>;

double rounding(DataType dtype) {
  if (dtype == DataType::kFloat16) return 1e-3;
  return dtype == DataType::kBfloat16 ? 1e-2 : 1e-6;
}

Tensor run_binary(const char* op, int opset, const Tensor& a, const Tensor& b, bool constant = false) {
  NodeCase node{.op_type = op, .opset = opset, .inputs = {a, b}};
  node.constant_inputs = constant;
  return run_node_tensor(node);
}

/// Random element-wise results of every type, for shapes that meet every kind of row and of merged dimensions.
void check_broadcasts(const char* op, const Function& function, const std::vector<DataType>& dtypes) {
  const std::vector<std::pair<Shape, Shape>> shapes = {{{}, {}},
                                                       {{7}, {}},
                                                       {{}, {3, 5}},
                                                       {{2, 3, 4}, {2, 3, 4}},
                                                       {{2, 3, 4}, {4}},
                                                       {{2, 3, 4}, {3, 1}},
                                                       {{3, 1}, {1, 5}},
                                                       {{1}, {1, 1, 1}},
                                                       {{2, 1, 4, 1}, {3, 1, 5}},
                                                       {{0, 3}, {1, 3}},
                                                       {{4, 0}, {}},
                                                       {{5, 1, 7}, {5, 6, 1}},
                                                       {{129, 257}, {257}},
                                                       {{1, 300, 1}, {200, 1, 3}}};
  std::mt19937 generator(7);
  for (const DataType dtype : dtypes) {
    for (const auto& [a_shape, b_shape] : shapes) {
      const Tensor a = random_tensor(dtype, a_shape, generator);
      const Tensor b = random_tensor(dtype, b_shape, generator);
      const Tensor c = run_binary(op, 14, a, b);
      const Shape output = naive_broadcast_shape({a_shape, b_shape});
      SCOPED_TRACE(std::string(op) + " of " + std::string(data_type_name(dtype)) + a_shape.to_string() +
                   b_shape.to_string());
      EXPECT_EQ(c.dtype(), dtype);
      expect_shape(c, output);
      expect_near(c, naive_binary(output, a_shape, to_doubles(a), b_shape, to_doubles(b), function), rounding(dtype),
                  rounding(dtype));
    }
  }
}

const std::vector<DataType> kFloatDtypes = {DataType::kFloat, DataType::kDouble, DataType::kFloat16,
                                            DataType::kBfloat16};
const std::vector<DataType> kSignedDtypes = {DataType::kInt8, DataType::kInt16, DataType::kInt32, DataType::kInt64};

TEST(Arithmetic, AddsFloatsAndSignedIntegers) {
  check_broadcasts("Add", std::plus<double>(), kFloatDtypes);
  check_broadcasts("Add", std::plus<double>(), kSignedDtypes);
}

TEST(Arithmetic, SubtractsFloatsAndSignedIntegers) {
  check_broadcasts("Sub", std::minus<double>(), kFloatDtypes);
  check_broadcasts("Sub", std::minus<double>(), kSignedDtypes);
}

TEST(Arithmetic, MultipliesFloatsAndSignedIntegers) {
  check_broadcasts("Mul", std::multiplies<double>(), kFloatDtypes);
  check_broadcasts("Mul", std::multiplies<double>(), kSignedDtypes);
}

TEST(Arithmetic, DividesFloats) { check_broadcasts("Div", std::divides<double>(), {DataType::kDouble}); }

TEST(Arithmetic, IntegersWrap) {
  const Tensor bytes = run_binary("Add", 14, make_tensor<uint8_t>({2}, {250, 3}), make_tensor<uint8_t>({2}, {10, 4}));
  expect_same_bytes(bytes, make_tensor<uint8_t>({2}, {4, 7}));
  constexpr int32_t kMax = std::numeric_limits<int32_t>::max();
  constexpr int32_t kMin = std::numeric_limits<int32_t>::min();
  const Tensor sum = run_binary("Add", 14, make_tensor<int32_t>({2}, {kMax, kMin}), make_tensor<int32_t>({2}, {1, -1}));
  expect_same_bytes(sum, make_tensor<int32_t>({2}, {kMin, kMax}));
  const Tensor product = run_binary("Mul", 14, make_tensor<uint16_t>({1}, {65535}), make_tensor<uint16_t>({}, {65535}));
  expect_same_bytes(product, make_tensor<uint16_t>({1}, {1}));
  const Tensor difference = run_binary("Sub", 14, make_tensor<uint64_t>({1}, {0}), make_tensor<uint64_t>({}, {1}));
  expect_same_bytes(difference, make_tensor<uint64_t>({1}, {std::numeric_limits<uint64_t>::max()}));
}

TEST(Arithmetic, IntegerDivisionTruncatesAndWraps) {
  const Tensor quotients =
      run_binary("Div", 14, make_tensor<int32_t>({4}, {7, -7, 7, -7}), make_tensor<int32_t>({4}, {2, 2, -2, -2}));
  expect_same_bytes(quotients, make_tensor<int32_t>({4}, {3, -3, -3, 3}));
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
  const Tensor wrapped = run_binary("Div", 14, make_tensor<int64_t>({1}, {kMin}), make_tensor<int64_t>({}, {-1}));
  expect_same_bytes(wrapped, make_tensor<int64_t>({1}, {kMin}));
  const Tensor bytes = run_binary("Div", 14, make_tensor<int8_t>({1}, {-128}), make_tensor<int8_t>({}, {-1}));
  expect_same_bytes(bytes, make_tensor<int8_t>({1}, {-128}));
}

TEST(Arithmetic, IntegerDivisionByZeroNamesTheElement) {
  const Tensor a = make_tensor<int32_t>({3}, {1, 2, 3});
  const Tensor b = make_tensor<int32_t>({3}, {1, 1, 0});
  EXPECT_TRUE(fails_with({.op_type = "Div", .opset = 14, .inputs = {a, b}}, "element 2 of input B is 0"));
  const Tensor nothing = run_binary("Div", 14, make_tensor<int32_t>({0, 1}, {}), make_tensor<int32_t>({1}, {0}));
  expect_shape(nothing, {0, 1});
}

TEST(Arithmetic, FloatDivisionByZeroIsInfinite) {
  const Tensor quotient = run_binary("Div", 14, make_tensor<float>({2}, {1, -1}), make_tensor<float>({}, {0}));
  expect_same_bytes(quotient, make_tensor<float>({2}, {INFINITY, -INFINITY}));
}

TEST(Arithmetic, ConstantInputsGiveTheSame) {
  const Tensor a = make_tensor<float>({2, 1}, {1, 2});
  const Tensor b = make_tensor<float>({3}, {10, 20, 30});
  expect_near(run_binary("Add", 14, a, b, true), {11, 21, 31, 12, 22, 32});
}

TEST(Arithmetic, ShapesThatDoNotFitAreNamed) {
  const Tensor a = make_tensor<float>({2}, {1, 2});
  const Tensor b = make_tensor<float>({3}, {1, 2, 3});
  EXPECT_TRUE(fails_with({.op_type = "Add", .opset = 14, .inputs = {a, b}}, "[2] and [3]"));
}

TEST(LegacyBroadcast, AxisAlignsB) {
  const Tensor a = make_tensor<float>({2, 3, 2}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  const Tensor b = make_tensor<float>({3}, {100, 200, 300});
  NodeCase node{.op_type = "Add", .opset = 6, .inputs = {a, b}, .attributes = {{"broadcast", 1}, {"axis", 1}}};
  const std::vector<double> expected = {100, 101, 202, 203, 304, 305, 106, 107, 208, 209, 310, 311};
  expect_near(run_node_tensor(node), expected);
  node.opset = 1;
  node.attributes.insert_or_assign("axis", -2);
  expect_near(run_node_tensor(node), expected);
}

TEST(LegacyBroadcast, WithoutAxisTheLastDimensionsAreAligned) {
  const Tensor a = make_tensor<float>({2, 2}, {1, 2, 3, 4});
  const Tensor b = make_tensor<float>({2}, {10, 20});
  NodeCase node{.op_type = "Mul", .opset = 6, .inputs = {a, b}, .attributes = {{"broadcast", 1}}};
  expect_near(run_node_tensor(node), {10, 40, 30, 80});
  node.inputs[1] = make_tensor<float>({}, {10});
  expect_near(run_node_tensor(node), {10, 20, 30, 40});
}

TEST(LegacyBroadcast, OnlyBIsBroadcastAndOnlyWhenAsked) {
  const Tensor a = make_tensor<float>({2, 2}, {1, 2, 3, 4});
  const Tensor b = make_tensor<float>({2}, {10, 20});
  EXPECT_TRUE(fails_with({.op_type = "Sub", .opset = 6, .inputs = {a, b}}, "broadcast = 1"));
  NodeCase wide{.op_type = "Sub", .opset = 6, .inputs = {b, a}, .attributes = {{"broadcast", 1}}};
  EXPECT_TRUE(fails_with(wide, "rank"));
  NodeCase far{.op_type = "Sub", .opset = 6, .inputs = {a, a}, .attributes = {{"broadcast", 1}, {"axis", 1}}};
  EXPECT_TRUE(fails_with(far, "from axis 1"));
  NodeCase grows{.op_type = "Sub", .opset = 6, .inputs = {make_tensor<float>({2, 1}, {1, 2}), b}};
  grows.attributes = {{"broadcast", 1}};
  EXPECT_TRUE(fails_with(grows, "cannot be broadcast"));
}

TEST(Pow, FloatBases) {
  const Tensor x = make_tensor<float>({4}, {1.5f, -2, 0, 4});
  expect_near(run_binary("Pow", 15, x, make_tensor<float>({}, {2})), {2.25, 4, 0, 16});
  expect_near(run_binary("Pow", 15, x, make_tensor<int64_t>({4}, {3, 3, 0, -1})), {3.375, -8, 1, 0.25});
  expect_near(run_binary("Pow", 7, x, make_tensor<float>({4}, {0, 1, 2, 0.5f})), {1, -2, 0, 2});
  const Tensor halves = make_tensor<Float16>({2}, {Float16(2), Float16(3)});
  expect_near(run_binary("Pow", 15, halves, make_tensor<double>({2}, {0.5, 2})), {std::sqrt(2.0), 9}, 1e-3);
  const Tensor doubles = make_tensor<double>({2, 1}, {2, 3});
  expect_near(run_binary("Pow", 15, doubles, make_tensor<uint8_t>({2}, {2, 3})), {4, 8, 9, 27});
}

TEST(Pow, IntegerBases) {
  const Tensor x = make_tensor<int32_t>({4}, {2, -3, 1, -1});
  expect_near(run_binary("Pow", 15, x, make_tensor<int32_t>({4}, {10, 3, -5, -3})), {1024, -27, 1, -1});
  expect_near(run_binary("Pow", 15, x, make_tensor<float>({4}, {0.5f, 2, 9, 1})), {1, 9, 1, -1});
  expect_near(run_binary("Pow", 15, x, make_tensor<int64_t>({}, {-1})), {0, 0, 1, -1});
  const Tensor wide = make_tensor<int64_t>({2}, {3, -1});
  const uint64_t huge = std::numeric_limits<uint64_t>::max();
  expect_near(run_binary("Pow", 15, wide, make_tensor<uint64_t>({2}, {4, huge})), {81, -1});
  expect_near(run_binary("Pow", 15, make_tensor<int32_t>({1}, {10}), make_tensor<float>({1}, {20})), {2147483647});
  const Tensor zero = make_tensor<int32_t>({}, {0});
  EXPECT_TRUE(fails_with({.op_type = "Pow", .opset = 15, .inputs = {zero, make_tensor<int32_t>({}, {-2})}},
                         "0 to the power of -2"));
}

TEST(Pow, LongRowsAndBroadcasts) {
  std::mt19937 generator(3);
  const Shape x_shape{3, 700};
  const Shape y_shape{3, 1};
  const Tensor x = random_tensor(DataType::kDouble, x_shape, generator);
  const Tensor y = make_tensor<int32_t>(y_shape, {0, 1, 3});
  const auto power = [](double a, double b) { return std::pow(a, b); };
  expect_near(run_binary("Pow", 13, x, y), naive_binary(x_shape, x_shape, to_doubles(x), y_shape, {0, 1, 3}, power));
  const Tensor exponents = make_tensor<float>({700}, std::vector<float>(700, 3));
  const std::vector<double> threes(700, 3.0);
  expect_near(run_binary("Pow", 13, x, exponents), naive_binary(x_shape, x_shape, to_doubles(x), {700}, threes, power));
}

TEST(Pow, LegacyBroadcast) {
  const Tensor x = make_tensor<float>({2, 2}, {1, 2, 3, 4});
  const Tensor y = make_tensor<float>({2}, {1, 2});
  NodeCase node{.op_type = "Pow", .opset = 1, .inputs = {x, y}, .attributes = {{"broadcast", 1}, {"axis", 0}}};
  expect_near(run_node_tensor(node), {1, 2, 9, 16});
}

}  // namespace
}  // namespace ort::test
