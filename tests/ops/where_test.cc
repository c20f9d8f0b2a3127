#include <gtest/gtest.h>

#include <complex>
#include <random>

#include "tests/support/naive_broadcast.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

struct WhereShapes {
  Shape condition;
  Shape x;
  Shape y;
};

const std::vector<WhereShapes> kShapes = {{{}, {}, {}},          {{3, 4}, {3, 4}, {3, 4}},      {{3, 1}, {4}, {}},
                                          {{}, {2, 3}, {3}},     {{2, 1, 5}, {3, 1}, {}},       {{0}, {1}, {}},
                                          {{1}, {1, 7}, {2, 1}}, {{50, 1, 2}, {1, 400, 2}, {2}}};

TEST(Where, EveryElementSize) {
  std::mt19937 generator(9);
  for (const DataType dtype : {DataType::kBool, DataType::kInt8, DataType::kUint16, DataType::kFloat16,
                               DataType::kBfloat16, DataType::kFloat, DataType::kInt64, DataType::kDouble}) {
    for (const auto& shapes : kShapes) {
      const Tensor condition = random_tensor(DataType::kBool, shapes.condition, generator);
      const Tensor x = random_tensor(dtype, shapes.x, generator);
      const Tensor y = random_tensor(dtype, shapes.y, generator);
      const Shape output = naive_broadcast_shape({shapes.condition, shapes.x, shapes.y});
      const std::vector<double> flags = to_doubles(condition);
      const std::vector<double> xs = to_doubles(x);
      const std::vector<double> ys = to_doubles(y);
      std::vector<double> expected;
      for (int64_t i = 0; i < output.elements(); ++i) {
        const bool first = flags[naive_source(output, shapes.condition, i)] != 0;
        expected.push_back(first ? xs[naive_source(output, shapes.x, i)] : ys[naive_source(output, shapes.y, i)]);
      }
      SCOPED_TRACE(std::string(data_type_name(dtype)) + output.to_string());
      const Tensor chosen = run_node_tensor({.op_type = "Where", .opset = 16, .inputs = {condition, x, y}});
      EXPECT_EQ(chosen.dtype(), dtype);
      expect_shape(chosen, output);
      expect_near(chosen, expected, 0, 0);
    }
  }
}

TEST(Where, Strings) {
  const Tensor condition = make_tensor<bool>({2, 1}, {true, false});
  const Tensor x = make_tensor<std::string>({2}, {"a", "b"});
  const Tensor y = make_tensor<std::string>({}, {"z"});
  const Tensor chosen = run_node_tensor({.op_type = "Where", .opset = 9, .inputs = {condition, x, y}});
  const auto strings = chosen.as<std::string>();
  EXPECT_EQ(std::vector<std::string>(strings.begin(), strings.end()), (std::vector<std::string>{"a", "b", "z", "z"}));
}

TEST(Where, SixteenByteElements) {
  using Complex = std::complex<double>;
  Tensor x(DataType::kComplex128, {2});
  Tensor y(DataType::kComplex128, {2});
  for (std::size_t i = 0; i < 2; ++i) {
    x.as<Complex>()[i] = Complex(1, static_cast<double>(i));
    y.as<Complex>()[i] = Complex(2, static_cast<double>(i));
  }
  const Tensor condition = make_tensor<bool>({2}, {false, true});
  const Tensor chosen = run_node_tensor({.op_type = "Where", .opset = 9, .inputs = {condition, x, y}});
  EXPECT_EQ(chosen.as<Complex>()[0], Complex(2, 0));
  EXPECT_EQ(chosen.as<Complex>()[1], Complex(1, 1));
}

TEST(Where, ShapesThatDoNotFitAreNamed) {
  const Tensor condition = make_tensor<bool>({2}, {true, false});
  const Tensor x = make_tensor<float>({3}, {1, 2, 3});
  EXPECT_TRUE(fails_with({.op_type = "Where", .opset = 16, .inputs = {condition, x, x}}, "[2] and [3]"));
}

}  // namespace
}  // namespace ort::test
