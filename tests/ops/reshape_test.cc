#include <gtest/gtest.h>

#include "tests/support/naive_pick.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

Tensor integers(const std::vector<int64_t>& numbers) { return make_tensor<int64_t>({std::ssize(numbers)}, numbers); }

Tensor random_input(Shape shape, DataType dtype = DataType::kFloat) {
  std::mt19937 generator(1);
  return random_tensor(dtype, std::move(shape), generator);
}

void expect_reshaped(const NodeCase& node, const Shape& shape) {
  for (const bool constant : {false, true}) {
    NodeCase variant = node;
    variant.constant_inputs = constant;
    const Tensor output = run_node_tensor(variant);
    expect_same_bytes(output, node.inputs[0]->tensor().reshaped(shape));
  }
}

struct ReshapeCase {
  Shape input;
  std::vector<int64_t> shape;
  Shape output;
  bool allow_zero = false;
};

TEST(Reshape, Shapes) {
  const std::vector<ReshapeCase> cases = {{{2, 3, 4}, {4, 6}, {4, 6}},        {{2, 3, 4}, {-1}, {24}},
                                          {{2, 3, 4}, {2, -1, 2}, {2, 6, 2}}, {{2, 3, 4}, {0, 0, 4}, {2, 3, 4}},
                                          {{2, 3, 4}, {0, -1}, {2, 12}},      {{1, 1}, {}, {}},
                                          {{}, {1, 1, 1}, {1, 1, 1}},         {{0, 3}, {3, 0}, {3, 0}, true},
                                          {{0, 3}, {0, 5}, {0, 5}},           {{0, 3, 4}, {4, 0, 3}, {4, 0, 3}, true},
                                          {{3, 0}, {3, -1}, {3, 0}}};
  for (const ReshapeCase& test : cases) {
    SCOPED_TRACE(test.input.to_string() + " to " + test.output.to_string());
    std::map<std::string, Attribute, std::less<>> attributes;
    if (test.allow_zero) attributes["allowzero"] = 1;
    expect_reshaped({.op_type = "Reshape",
                     .opset = 25,
                     .inputs = {random_input(test.input), integers(test.shape)},
                     .attributes = attributes},
                    test.output);
  }
}

TEST(Reshape, EveryVersionAndType) {
  for (const int opset : {5, 13, 14, 19, 21, 23, 24, 25}) {
    expect_reshaped({.op_type = "Reshape", .opset = opset, .inputs = {random_input({2, 3}), integers({3, -1})}},
                    {3, 2});
  }
  std::vector<DataType> dtypes = kEverySize;
  dtypes.insert(dtypes.end(), kNarrowTypes.begin(), kNarrowTypes.end());
  for (const DataType dtype : dtypes) {
    expect_reshaped({.op_type = "Reshape", .opset = 25, .inputs = {random_input({3, 5}, dtype), integers({5, 3})}},
                    {5, 3});
  }
}

TEST(Reshape, ShapeAsAttribute) {
  expect_reshaped({.op_type = "Reshape",
                   .opset = 1,
                   .inputs = {random_input({2, 6})},
                   .attributes = {{"shape", std::vector<int64_t>{0, 3, -1}}}},
                  {2, 3, 2});
}

TEST(Reshape, WhatDoesNotFit) {
  const auto reshape = [](const Shape& input, const std::vector<int64_t>& shape, int64_t allow_zero = 0) {
    return NodeCase{.op_type = "Reshape",
                    .opset = 14,
                    .inputs = {Tensor(DataType::kFloat, input), integers(shape)},
                    .attributes = {{"allowzero", allow_zero}}};
  };
  EXPECT_TRUE(fails_with(reshape({2, 3}, {4}), "6 elements"));
  EXPECT_TRUE(fails_with(reshape({2, 3}, {-1, -1}), "more than one -1"));
  EXPECT_TRUE(fails_with(reshape({2, 3}, {-1, 4}), "6 elements"));
  EXPECT_TRUE(fails_with(reshape({2, 3}, {-2, 3}), "dimension -2"));
  EXPECT_TRUE(fails_with(reshape({2, 3}, {1, 1, 0}), "position 2"));
  EXPECT_TRUE(fails_with(reshape({0, 3}, {0, -1}, 1), "-1"));
  EXPECT_TRUE(fails_with(reshape({2, 3}, {0, 6}, 1), "6 elements"));
  EXPECT_TRUE(fails_with(reshape({0}, {int64_t{1} << 40, int64_t{1} << 40, -1}), "size overflow"));
}

TEST(Flatten, EveryAxis) {
  const Tensor input = random_input({2, 3, 4});
  const std::vector<Shape> shapes = {{1, 24}, {2, 12}, {6, 4}, {24, 1}};
  for (int axis = 0; axis <= 3; ++axis) {
    for (const int opset : {1, 9, 11, 13, 21, 23, 24, 25}) {
      expect_reshaped({.op_type = "Flatten", .opset = opset, .inputs = {input}, .attributes = {{"axis", axis}}},
                      shapes[static_cast<std::size_t>(axis)]);
    }
    if (axis < 3) {
      expect_reshaped({.op_type = "Flatten", .opset = 13, .inputs = {input}, .attributes = {{"axis", axis - 3}}},
                      shapes[static_cast<std::size_t>(axis)]);
    }
  }
  expect_reshaped({.op_type = "Flatten", .opset = 13, .inputs = {random_input({})}, .attributes = {{"axis", 0}}},
                  {1, 1});
  EXPECT_TRUE(
      fails_with({.op_type = "Flatten", .opset = 13, .inputs = {input}, .attributes = {{"axis", 4}}}, "axis 4"));
  EXPECT_TRUE(
      fails_with({.op_type = "Flatten", .opset = 9, .inputs = {input}, .attributes = {{"axis", -1}}}, "axis -1"));
}

TEST(Squeeze, AxesAsInputAndAttribute) {
  const Tensor input = random_input({1, 3, 1, 5});
  expect_reshaped({.op_type = "Squeeze", .opset = 13, .inputs = {input, integers({0, -2})}}, {3, 5});
  expect_reshaped({.op_type = "Squeeze", .opset = 25, .inputs = {input, integers({})}}, {1, 3, 1, 5});
  expect_reshaped({.op_type = "Squeeze", .opset = 13, .inputs = {input}}, {3, 5});
  expect_reshaped({.op_type = "Squeeze", .opset = 13, .inputs = {input, std::nullopt}}, {3, 5});
  expect_reshaped({.op_type = "Squeeze", .opset = 1, .inputs = {input}}, {3, 5});
  for (const int opset : {1, 11}) {
    expect_reshaped(
        {.op_type = "Squeeze", .opset = opset, .inputs = {input}, .attributes = {{"axes", std::vector<int64_t>{2}}}},
        {1, 3, 5});
  }
  EXPECT_TRUE(fails_with({.op_type = "Squeeze", .opset = 13, .inputs = {input, integers({1})}}, "is not 1"));
  EXPECT_TRUE(fails_with({.op_type = "Squeeze", .opset = 13, .inputs = {input, integers({4})}}, "axis 4"));
}

TEST(Unsqueeze, AxesAsInputAndAttribute) {
  const Tensor input = random_input({3, 5});
  expect_reshaped({.op_type = "Unsqueeze", .opset = 13, .inputs = {input, integers({0, -1})}}, {1, 3, 5, 1});
  expect_reshaped({.op_type = "Unsqueeze", .opset = 25, .inputs = {input, integers({2, 1})}}, {3, 1, 1, 5});
  for (const int opset : {1, 11}) {
    expect_reshaped({.op_type = "Unsqueeze",
                     .opset = opset,
                     .inputs = {input},
                     .attributes = {{"axes", std::vector<int64_t>{1, 3}}}},
                    {3, 1, 5, 1});
  }
  EXPECT_TRUE(fails_with({.op_type = "Unsqueeze", .opset = 13, .inputs = {input, integers({0, 0})}}, "twice"));
  EXPECT_TRUE(fails_with({.op_type = "Unsqueeze", .opset = 13, .inputs = {input, integers({3})}}, "axis 3"));
}

}  // namespace
}  // namespace ort::test
