#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

const double kPi = std::acos(-1.0);

double gelu(double x) { return x * 0.5 * std::erfc(-x / std::sqrt(2.0)); }

double gelu_tanh(double x) {
  const double inner = std::sqrt(2.0 / kPi) * (x + 0.044715 * std::pow(x, 3));
  return x / (1.0 + std::exp(-2.0 * inner));
}

TEST(Gelu, BothFormsInEveryType) {
  std::mt19937 generator(1);
  for (const DataType dtype : {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16}) {
    const double tolerance = dtype == DataType::kBfloat16 ? 1e-2 : dtype == DataType::kFloat16 ? 1e-3 : 1e-5;
    for (const Shape& shape : {Shape{}, Shape{0}, Shape{3, 7}, Shape{5, 2000}}) {
      const Tensor x = random_tensor(dtype, shape, generator);
      for (const bool approximate : {false, true}) {
        std::vector<double> expected = to_doubles(x);
        for (double& v : expected) v = approximate ? gelu_tanh(v) : gelu(v);
        const Tensor y = run_node_tensor({.op_type = "Gelu",
                                          .opset = 20,
                                          .inputs = {x},
                                          .attributes = {{"approximate", approximate ? "tanh" : "none"}}});
        EXPECT_EQ(y.dtype(), dtype);
        expect_shape(y, shape);
        expect_near(y, expected, tolerance, tolerance);
      }
    }
  }
}

TEST(Gelu, LargeNumbersAndNan) {
  const Tensor x = make_tensor<float>({4}, {100.0f, -100.0f, 1e30f, NAN});
  const Tensor exact = run_node_tensor({.op_type = "Gelu", .inputs = {x}});
  const Tensor rough = run_node_tensor({.op_type = "Gelu", .inputs = {x}, .attributes = {{"approximate", "tanh"}}});
  for (const Tensor& y : {exact, rough}) {
    EXPECT_EQ(y.as<float>()[0], 100.0f);
    EXPECT_EQ(y.as<float>()[1], 0.0f);
    EXPECT_EQ(y.as<float>()[2], 1e30f);
    EXPECT_TRUE(std::isnan(y.as<float>()[3]));
  }
}

TEST(Gelu, RefusesAnotherApproximation) {
  const Tensor x(DataType::kFloat, {1});
  EXPECT_TRUE(fails_with({.op_type = "Gelu", .inputs = {x}, .attributes = {{"approximate", "sigmoid"}}}, "sigmoid"));
}

}  // namespace
}  // namespace ort::test
