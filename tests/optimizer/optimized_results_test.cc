#include <gtest/gtest.h>

#include <random>

#include "tests/optimizer/pass_runner.h"
#include "tests/support/graph_interpreter.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

/// Writes random networks over values of one shape: every operator keeps [2,4,3,3].
class RandomNetwork {
 public:
  explicit RandomNetwork(unsigned seed) : random_(seed) {}

  Graph build() {
    values_ = {b_.input("x", DataType::kFloat, {2, 4, 3, 3}), b_.input("y", DataType::kFloat, {2, 4, 3, 3})};
    values_.push_back(constant({2, 4, 3, 3}));
    const int nodes = pick(3, 25);
    for (int i = 0; i < nodes; ++i) values_.push_back(add_node());
    const int outputs = pick(1, 3);
    for (int i = 0; i < outputs; ++i) b_.output(b_.node("Identity", {values_[values_.size() - 1 - std::size_t(i)]}));
    return b_.finish();
  }

 private:
  int pick(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  ValueId any_value() { return values_[static_cast<std::size_t>(pick(0, static_cast<int>(values_.size()) - 1))]; }

  ValueId constant(Shape shape) {
    return b_.initializer("c" + std::to_string(constants_++),
                          random_tensor(DataType::kFloat, std::move(shape), random_));
  }
  ValueId filled(Shape shape, float value) {
    Tensor tensor(DataType::kFloat, std::move(shape));
    for (float& element : tensor.as<float>()) element = value;
    return b_.initializer("c" + std::to_string(constants_++), tensor);
  }

  ValueId add_node() {
    switch (pick(0, 7)) {
      case 0:
        return unary();
      case 1:
        return b_.node(pick(0, 1) == 0 ? "Add" : "Sub", {any_value(), any_value()});
      case 2:
        return b_.node("Mul", {any_value(), filled({1}, static_cast<float>(pick(0, 2)))});
      case 3:
        return bounded(convolution());
      case 4:
        return bounded(b_.node("Relu", {convolution()}));
      case 5:
        return bounded(normalized(pick(0, 1) == 0 ? convolution() : any_value()));
      case 6:
        return matrix_product();
      default:
        return b_.node("Reshape", {any_value(), b_.initializer("s" + std::to_string(constants_++),
                                                               tensor_of(std::vector<int64_t>{-1, 4, 3, 3}))});
    }
  }

  ValueId unary() {
    static const std::vector<std::string> kOps = {"Abs", "Neg", "Tanh", "Sigmoid", "Relu", "Identity", "Dropout"};
    return b_.node(kOps[static_cast<std::size_t>(pick(0, 6))], {any_value()});
  }

  ValueId convolution() {
    const int64_t group = pick(0, 1) == 0 ? 1 : 2;
    std::vector<ValueId> inputs = {any_value(), constant({4, 4 / group, 3, 3})};
    if (pick(0, 1) == 0) inputs.push_back(constant({4}));
    return b_.node("Conv", inputs, {{"group", group}, {"pads", std::vector<int64_t>{1, 1, 1, 1}}});
  }

  /// Keeps values small, so that roundings do not add up.
  ValueId bounded(ValueId value) { return b_.node("Tanh", {value}); }

  ValueId normalized(ValueId value) {
    return b_.node("BatchNormalization", {value, constant({4}), constant({4}), constant({4}), filled({4}, 0.75f)});
  }

  ValueId matrix_product() {
    const ValueId rows = b_.node("Flatten", {any_value()});
    const ValueId product = b_.node("Gemm", {rows, constant({36, 36}), constant({36})}, {{"alpha", 0.1f}});
    const ValueId shape =
        b_.initializer("s" + std::to_string(constants_++), tensor_of(std::vector<int64_t>{2, 4, 3, 3}));
    return b_.node("Reshape", {b_.node("Sigmoid", {product}), shape});
  }

  std::mt19937 random_;
  GraphBuilder b_;
  std::vector<ValueId> values_;
  int constants_ = 0;
};

class OptimizedResults : public ::testing::TestWithParam<GraphOptimizationLevel> {};

TEST_P(OptimizedResults, AgreeWithThoseOfTheModelAsItIs) {
  int rewrites = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Graph plain = RandomNetwork(seed).build();
    Graph optimized = RandomNetwork(seed).build();
    for (const PassReport& report : PassRunner().optimize(optimized, GetParam())) rewrites += report.rewrites;

    std::mt19937 random(seed);
    const Tensor x = random_tensor(DataType::kFloat, {2, 4, 3, 3}, random);
    const Tensor y = random_tensor(DataType::kFloat, {2, 4, 3, 3}, random);
    const std::vector<RuntimeValue> expected = interpret(plain, {{"x", x}, {"y", y}});
    const std::vector<RuntimeValue> actual = interpret(optimized, {{"x", x}, {"y", y}});
    ASSERT_EQ(actual.size(), expected.size());
    for (std::size_t i = 0; i < actual.size(); ++i) {
      EXPECT_EQ(optimized.value(optimized.outputs()[i]).name, plain.value(plain.outputs()[i]).name);
      expect_near(actual[i].tensor(), to_doubles(expected[i].tensor()), 1e-3, 1e-3);
    }
  }
  EXPECT_GT(rewrites, 100);
}

INSTANTIATE_TEST_SUITE_P(Levels, OptimizedResults,
                         ::testing::Values(GraphOptimizationLevel::ORT_ENABLE_BASIC,
                                           GraphOptimizationLevel::ORT_ENABLE_EXTENDED));

}  // namespace
}  // namespace ort::test
