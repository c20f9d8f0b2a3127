#include <gtest/gtest.h>

#include "tests/support/naive_pick.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

TEST(Identity, EveryTypeAndVersion) {
  std::mt19937 generator(1);
  std::vector<DataType> dtypes = kEverySize;
  dtypes.insert(dtypes.end(), kNarrowTypes.begin(), kNarrowTypes.end());
  for (const DataType dtype : dtypes) {
    const Tensor input = random_tensor(dtype, {3, 5}, generator);
    expect_same_bytes(run_node_tensor({.op_type = "Identity", .opset = 25, .inputs = {input}}), input);
  }
  for (const int opset : {1, 13, 14, 16, 19, 21, 23, 24, 25}) {
    const Tensor input = random_tensor(DataType::kFloat, {70000}, generator);
    expect_same_bytes(run_node_tensor({.op_type = "Identity", .opset = opset, .inputs = {input}}), input);
  }
}

TEST(Identity, PassesSequencesOn) {
  std::mt19937 generator(2);
  SequenceValue sequence{ValueType::tensor(DataType::kFloat), {}};
  for (const int64_t length : {3, 0, 2})
    sequence.elements.emplace_back(random_tensor(DataType::kFloat, {length}, generator));
  const std::vector<RuntimeValue> outputs =
      run_node({.op_type = "Identity", .opset = 16, .inputs = {RuntimeValue(sequence)}});
  ASSERT_TRUE(outputs[0].is_sequence());
  ASSERT_EQ(outputs[0].sequence().elements.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    expect_same_bytes(outputs[0].sequence().elements[i].tensor(), sequence.elements[i].tensor());
  }
}

TEST(Identity, PassesAbsentOptionalsOn) {
  const NoneValue none{ValueType::tensor(DataType::kFloat)};
  const std::vector<RuntimeValue> outputs =
      run_node({.op_type = "Identity", .opset = 16, .inputs = {RuntimeValue(none)}});
  EXPECT_FALSE(outputs[0].has_value());
}

}  // namespace
}  // namespace ort::test
