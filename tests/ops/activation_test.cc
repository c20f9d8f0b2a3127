#include <gtest/gtest.h>

#include <algorithm>
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

using Attributes = std::map<std::string, Attribute, std::less<>>;

struct Case {
  const char* op;
  std::vector<int> opsets;
  Attributes attributes;
  std::function<double(double)> expected;
};

const std::vector<Case> kCases = {
    {"Relu", {1, 6, 13, 14}, {}, [](double x) { return std::max(x, 0.0); }},
    {"Sigmoid", {1, 6, 13}, {}, [](double x) { return 1 / (1 + std::exp(-x)); }},
    {"Tanh", {1, 6, 13}, {}, [](double x) { return std::tanh(x); }},
    {"LeakyRelu", {1, 6, 16}, {}, [](double x) { return x < 0 ? 0.01 * x : x; }},
    {"LeakyRelu", {16}, {{"alpha", 0.3f}}, [](double x) { return x < 0 ? 0.3 * x : x; }},
    {"HardSigmoid", {1, 6, 22}, {}, [](double x) { return std::clamp(0.2 * x + 0.5, 0.0, 1.0); }},
    {"HardSigmoid",
     {22},
     {{"alpha", 0.7f}, {"beta", 0.1f}},
     [](double x) { return std::clamp(0.7 * x + 0.1, 0.0, 1.0); }},
    {"HardSwish", {14, 22}, {}, [](double x) { return x * std::clamp(x / 6 + 0.5, 0.0, 1.0); }},
    {"Elu", {1, 6, 22}, {}, [](double x) { return x < 0 ? std::exp(x) - 1 : x; }},
    {"Elu", {22}, {{"alpha", 2.0f}}, [](double x) { return x < 0 ? 2 * (std::exp(x) - 1) : x; }},
    {"Selu", {1}, {}, [](double x) { return 1.0507 * (x < 0 ? 1.6732 * (std::exp(x) - 1) : x); }},
    {"Selu", {6, 22}, {}, [](double x) { return 1.0507010 * (x < 0 ? 1.6732632 * (std::exp(x) - 1) : x); }},
    {"Selu",
     {22},
     {{"alpha", 2.0f}, {"gamma", 3.0f}},
     [](double x) { return 3 * (x < 0 ? 2 * (std::exp(x) - 1) : x); }},
    {"Softplus", {1, 22}, {}, [](double x) { return std::log(1 + std::exp(x)); }},
    {"Clip", {1, 6}, {}, [](double x) { return x; }},
    {"Clip", {1, 6}, {{"min", -0.5f}, {"max", 1.0f}}, [](double x) { return std::clamp(x, -0.5, 1.0); }},
    {"Clip", {6}, {{"max", 0.25f}}, [](double x) { return std::min(x, 0.25); }},
};

TEST(Activation, EveryVersionOfEveryFloat) {
  std::mt19937 generator(4);
  for (const Case& each : kCases) {
    for (const int opset : each.opsets) {
      for (const DataType dtype : {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16}) {
        if (dtype == DataType::kBfloat16 && opset < 13) continue;
        if (dtype == DataType::kBfloat16 && opset != each.opsets.back()) continue;
        const Shape shape{3, 1, 71};
        const Tensor x = random_tensor(dtype, shape, generator);
        std::vector<double> expected;
        for (const double element : to_doubles(x)) expected.push_back(each.expected(element));
        SCOPED_TRACE(std::string(each.op) + "-" + std::to_string(opset) + " of " + std::string(data_type_name(dtype)));
        const Tensor y =
            run_node_tensor({.op_type = each.op, .opset = opset, .inputs = {x}, .attributes = each.attributes});
        EXPECT_EQ(y.dtype(), dtype);
        expect_shape(y, shape);
        const double rounding = dtype == DataType::kBfloat16 ? 1e-2 : dtype == DataType::kFloat16 ? 1e-3 : 2e-6;
        expect_near(y, expected, rounding, rounding);
      }
    }
  }
}

TEST(Activation, ExtremesStayFinite) {
  const Tensor x = make_tensor<float>({3}, {-200, 200, -20});
  const auto run = [&](const char* op) { return run_node_tensor({.op_type = op, .opset = 22, .inputs = {x}}); };
  expect_near(run("Sigmoid"), {0, 1, 2.0611537e-9}, 1e-5, 1e-15);
  expect_near(run("Softplus"), {0, 200, 2.0611536e-9}, 1e-5, 1e-15);
  expect_near(run("Tanh"), {-1, 1, -1});
  expect_near(run("Elu"), {-1, 200, -1});
}

TEST(Activation, NanStaysNan) {
  const Tensor x = make_tensor<float>({1}, {NAN});
  for (const char* op :
       {"Relu", "Sigmoid", "Tanh", "LeakyRelu", "HardSigmoid", "HardSwish", "Elu", "Selu", "Softplus", "Clip"}) {
    EXPECT_TRUE(std::isnan(run_node_tensor({.op_type = op, .opset = 22, .inputs = {x}}).as<float>()[0])) << op;
  }
}

TEST(Relu, Integers) {
  const Tensor x = make_tensor<int8_t>({3}, {-128, 0, 127});
  expect_same_bytes(run_node_tensor({.op_type = "Relu", .opset = 14, .inputs = {x}}),
                    make_tensor<int8_t>({3}, {0, 0, 127}));
}

TEST(Clip, LimitsAsInputs) {
  const Tensor x = make_tensor<float>({4}, {-3, -1, 0, 5});
  const Tensor low = make_tensor<float>({}, {-1});
  const Tensor high = make_tensor<float>({}, {2});
  for (const bool constant : {true, false}) {
    NodeCase node{.op_type = "Clip", .opset = 13, .inputs = {x, low, high}};
    node.constant_inputs = constant;
    expect_near(run_node_tensor(node), {-1, -1, 0, 2});
    node.inputs = {x, std::nullopt, high};
    expect_near(run_node_tensor(node), {-3, -1, 0, 2});
    node.inputs = {x, low};
    expect_near(run_node_tensor(node), {-1, -1, 0, 5});
    node.inputs = {x};
    expect_near(run_node_tensor(node), {-3, -1, 0, 5});
    node.inputs = {x, high, low};
    expect_near(run_node_tensor(node), {-1, -1, -1, -1});
  }
}

template <class T>
void check_clip_of_integers() {
  const Tensor x = make_tensor<T>({4}, {T(0), T(3), T(9), std::numeric_limits<T>::max()});
  const Tensor low = make_tensor<T>({}, {T(2)});
  const Tensor high = make_tensor<T>({}, {T(8)});
  expect_same_bytes(run_node_tensor({.op_type = "Clip", .opset = 12, .inputs = {x, low, high}}),
                    make_tensor<T>({4}, {T(2), T(3), T(8), T(8)}));
  expect_same_bytes(run_node_tensor({.op_type = "Clip", .opset = 12, .inputs = {x}}), x);
}

TEST(Clip, Integers) {
  check_clip_of_integers<int8_t>();
  check_clip_of_integers<int16_t>();
  check_clip_of_integers<int32_t>();
  check_clip_of_integers<int64_t>();
  check_clip_of_integers<uint8_t>();
  check_clip_of_integers<uint16_t>();
  check_clip_of_integers<uint32_t>();
  check_clip_of_integers<uint64_t>();
}

TEST(Clip, LimitsAreScalars) {
  const Tensor x = make_tensor<float>({2}, {1, 2});
  EXPECT_TRUE(fails_with({.op_type = "Clip", .opset = 13, .inputs = {x, x}}, "min must be a scalar"));
}

TEST(PRelu, SlopesAreBroadcastToX) {
  std::mt19937 generator(8);
  const Shape shape{2, 3, 4};
  for (const Shape& slopes : {Shape{}, Shape{4}, Shape{3, 1}, Shape{2, 3, 4}, Shape{1, 3, 1}}) {
    for (const DataType dtype : {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16,
                                 DataType::kInt32, DataType::kInt64, DataType::kUint32, DataType::kUint64}) {
      const Tensor x = random_tensor(dtype, shape, generator);
      const Tensor slope = random_tensor(dtype, slopes, generator);
      const std::vector<double> expected =
          naive_binary(shape, shape, to_doubles(x), slopes, to_doubles(slope),
                       [](double value, double factor) { return value < 0 ? value * factor : value; });
      SCOPED_TRACE(std::string(data_type_name(dtype)) + slopes.to_string());
      expect_near(run_node_tensor({.op_type = "PRelu", .opset = 16, .inputs = {x, slope}}), expected, 1e-2, 1e-2);
    }
  }
}

TEST(PRelu, FirstVersionsTakeOneSlopePerChannel) {
  const Tensor x = make_tensor<float>({1, 2, 2}, {-1, -2, -3, 4});
  const Tensor slope = make_tensor<float>({2}, {10, 100});
  for (const int opset : {1, 6}) {
    expect_near(run_node_tensor({.op_type = "PRelu", .opset = opset, .inputs = {x, slope}}), {-10, -20, -300, 4});
  }
  expect_near(run_node_tensor({.op_type = "PRelu", .opset = 7, .inputs = {x, slope}}), {-10, -200, -30, 4});
}

TEST(PRelu, SlopesThatDoNotFitAreNamed) {
  const Tensor x = make_tensor<float>({1, 2}, {-1, -2});
  const Tensor slope = make_tensor<float>({3, 1}, {1, 2, 3});
  EXPECT_TRUE(fails_with({.op_type = "PRelu", .opset = 16, .inputs = {x, slope}}, "[3,1]"));
}

}  // namespace
}  // namespace ort::test
