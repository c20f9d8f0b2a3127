#include <gtest/gtest.h>

#include <cmath>

#include "libort/core/float_types.h"
#include "libort/core/type_dispatch.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

const std::vector<float> kSpecial = {0.0f, -0.0f, 1.0f, NAN, -NAN, INFINITY, -INFINITY, 65504.0f, -1e-8f};

Tensor special(DataType dtype) {
  Tensor tensor(dtype, {static_cast<int64_t>(kSpecial.size())});
  dispatch(dtype, FloatTypes{}, [&]<class T>() {
    for (std::size_t i = 0; i < kSpecial.size(); ++i) tensor.as<T>()[i] = T(kSpecial[i]);
  });
  return tensor;
}

Tensor every_code(DataType dtype) {
  Tensor tensor(dtype, {256});
  for (std::size_t i = 0; i < 256; ++i) tensor.data()[i] = static_cast<std::byte>(i);
  return tensor;
}

TEST(FloatClass, EveryFloatType) {
  for (const DataType dtype : {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16}) {
    const Tensor x = special(dtype);
    expect_near(run_node_tensor({.op_type = "IsNaN", .opset = 20, .inputs = {x}}), {0, 0, 0, 1, 1, 0, 0, 0, 0});
    expect_near(run_node_tensor({.op_type = "IsInf", .opset = 20, .inputs = {x}}), {0, 0, 0, 0, 0, 1, 1, 0, 0});
    EXPECT_EQ(run_node_tensor({.op_type = "IsInf", .opset = 20, .inputs = {x}}).dtype(), DataType::kBool);
  }
}

TEST(FloatClass, SignsOfInfinity) {
  const Tensor x = special(DataType::kFloat);
  const auto infinite = [&](int negative, int positive) {
    return run_node_tensor({.op_type = "IsInf",
                            .opset = 10,
                            .inputs = {x},
                            .attributes = {{"detect_negative", negative}, {"detect_positive", positive}}});
  };
  expect_near(infinite(0, 1), {0, 0, 0, 0, 0, 1, 0, 0, 0});
  expect_near(infinite(1, 0), {0, 0, 0, 0, 0, 0, 1, 0, 0});
  expect_near(infinite(0, 0), {0, 0, 0, 0, 0, 0, 0, 0, 0});
}

TEST(FloatClass, EightBitFloats) {
  for (const DataType dtype :
       {DataType::kFloat8E4M3FN, DataType::kFloat8E4M3FNUZ, DataType::kFloat8E5M2, DataType::kFloat8E5M2FNUZ}) {
    std::vector<double> nan;
    std::vector<double> infinite;
    for (int code = 0; code < 256; ++code) {
      const float value = small_float_value(dtype, static_cast<uint8_t>(code));
      nan.push_back(std::isnan(value) ? 1 : 0);
      infinite.push_back(std::isinf(value) ? 1 : 0);
    }
    expect_near(run_node_tensor({.op_type = "IsNaN", .opset = 20, .inputs = {every_code(dtype)}}), nan);
    expect_near(run_node_tensor({.op_type = "IsInf", .opset = 20, .inputs = {every_code(dtype)}}), infinite);
  }
}

TEST(FloatClass, EmptyAndTypesOfOldVersions) {
  expect_shape(run_node_tensor({.op_type = "IsNaN", .opset = 9, .inputs = {Tensor(DataType::kFloat, {0, 2})}}), {0, 2});
  EXPECT_TRUE(fails_with({.op_type = "IsInf", .opset = 10, .inputs = {special(DataType::kFloat16)}}, "float16"));
}

}  // namespace
}  // namespace ort::test
