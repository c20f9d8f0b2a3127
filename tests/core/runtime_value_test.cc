#include "libort/core/runtime_value.h"

#include <gtest/gtest.h>

namespace ort {
namespace {

TEST(RuntimeValue, DefaultIsAnOptionalWithoutValue) {
  const RuntimeValue value;
  EXPECT_FALSE(value.has_value());
  EXPECT_EQ(value.type().to_string(), "optional()");
}

TEST(RuntimeValue, NoneKnowsItsType) {
  const RuntimeValue value = NoneValue{ValueType::sequence(ValueType::tensor(DataType::kInt64))};
  EXPECT_FALSE(value.has_value());
  EXPECT_EQ(value.type().to_string(), "optional(seq(tensor(int64)))");
}

TEST(RuntimeValue, TensorWithItsShape) {
  const RuntimeValue value = Tensor(DataType::kBool, {2, 0});
  EXPECT_TRUE(value.is_tensor());
  EXPECT_TRUE(value.has_value());
  EXPECT_EQ(value.type().to_string(), "tensor(bool)");
  EXPECT_EQ(value.type().shape.to_string(), "[2,0]");
}

TEST(RuntimeValue, SequenceAndMap) {
  SequenceValue sequence = {ValueType::tensor(DataType::kFloat), {}};
  sequence.elements.emplace_back(Tensor(DataType::kFloat, {1}));
  const RuntimeValue value = std::move(sequence);
  EXPECT_TRUE(value.is_sequence());
  EXPECT_EQ(value.type().to_string(), "seq(tensor(float))");
  EXPECT_EQ(value.sequence().elements.size(), 1u);

  const RuntimeValue map = MapValue{Tensor::from_strings({1}, {"key"}), Tensor(DataType::kFloat, {1})};
  EXPECT_TRUE(map.is_map());
  EXPECT_EQ(map.type().to_string(), "map(string,tensor(float))");
  EXPECT_EQ(map.map().keys.as<std::string>()[0], "key");
}

TEST(RuntimeValue, CopiesShareTensors) {
  RuntimeValue first = tensor_of(std::vector<int64_t>{1, 2});
  const RuntimeValue second = first;
  first.tensor().as<int64_t>()[0] = 9;
  EXPECT_EQ(second.tensor().as<int64_t>()[0], 9);
}

}  // namespace
}  // namespace ort
