#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <random>

#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

Tensor run_unary(const char* op, int opset, const Tensor& x) {
  return run_node_tensor({.op_type = op, .opset = opset, .inputs = {x}});
}

void check_floats(const char* op, const std::function<double(double)>& function, bool positive = false) {
  std::mt19937 generator(11);
  for (const DataType dtype : {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16}) {
    for (const Shape& shape : {Shape{}, Shape{0}, Shape{3, 5}, Shape{70001}}) {
      Tensor x = random_tensor(dtype, shape, generator);
      if (positive) x = run_unary("Abs", 13, x);
      std::vector<double> expected;
      for (const double element : to_doubles(x)) expected.push_back(function(element));
      SCOPED_TRACE(std::string(op) + " of " + std::string(data_type_name(dtype)) + shape.to_string());
      const Tensor y = run_unary(op, 13, x);
      EXPECT_EQ(y.dtype(), dtype);
      expect_shape(y, shape);
      const double rounding = dtype == DataType::kBfloat16 ? 1e-2 : dtype == DataType::kFloat16 ? 1e-3 : 1e-6;
      expect_near(y, expected, rounding, rounding);
    }
  }
}

TEST(ElementwiseMath, Floats) {
  check_floats("Abs", [](double x) { return std::abs(x); });
  check_floats("Neg", [](double x) { return -x; });
  check_floats("Exp", [](double x) { return std::exp(x); });
  check_floats("Floor", [](double x) { return std::floor(x); });
  check_floats("Ceil", [](double x) { return std::ceil(x); });
  check_floats("Erf", [](double x) { return std::erf(x); });
  check_floats(
      "Sqrt", [](double x) { return std::sqrt(x); }, true);
}

TEST(ElementwiseMath, ReciprocalAndLog) {
  const Tensor x = make_tensor<float>({3}, {0.5f, 4, 0});
  expect_near(run_unary("Reciprocal", 13, x), {2, 0.25, INFINITY});
  expect_near(run_unary("Log", 13, x), {std::log(0.5), std::log(4.0), -INFINITY});
  EXPECT_TRUE(std::isnan(run_unary("Log", 6, make_tensor<float>({}, {-1})).as<float>()[0]));
  EXPECT_TRUE(std::isnan(run_unary("Sqrt", 1, make_tensor<double>({}, {-1})).as<double>()[0]));
}

template <class T>
void check_integers() {
  constexpr T kMin = std::numeric_limits<T>::min();
  const Tensor x = make_tensor<T>({4}, {T(-5), T(0), T(7), kMin});
  expect_same_bytes(run_unary("Abs", 13, x), make_tensor<T>({4}, {T(5), T(0), T(7), kMin}));
  expect_same_bytes(run_unary("Neg", 6, x), make_tensor<T>({4}, {T(5), T(0), T(-7), kMin}));
  expect_same_bytes(run_unary("Erf", 9, x), make_tensor<T>({4}, {T(0), T(0), T(1), T(-1)}));
}

TEST(ElementwiseMath, Integers) {
  check_integers<int8_t>();
  check_integers<int16_t>();
  check_integers<int32_t>();
  check_integers<int64_t>();
  const Tensor bytes = make_tensor<uint8_t>({2}, {0, 255});
  expect_same_bytes(run_unary("Abs", 6, bytes), bytes);
}

TEST(ElementwiseMath, NegativeZeroAndInfinities) {
  const Tensor x = make_tensor<float>({3}, {-0.0f, -INFINITY, INFINITY});
  expect_same_bytes(run_unary("Abs", 13, x), make_tensor<float>({3}, {0.0f, INFINITY, INFINITY}));
  expect_same_bytes(run_unary("Neg", 13, x), make_tensor<float>({3}, {0.0f, INFINITY, -INFINITY}));
  expect_same_bytes(run_unary("Exp", 13, x), make_tensor<float>({3}, {1.0f, 0.0f, INFINITY}));
}

}  // namespace
}  // namespace ort::test
