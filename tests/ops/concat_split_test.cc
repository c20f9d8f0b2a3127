#include <gtest/gtest.h>

#include "tests/support/naive_pick.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

struct Parts {
  Tensor whole;
  std::vector<Tensor> parts;
};

/// A tensor and its pieces of these lengths along `axis`, cut one element after the other.
Parts cut(DataType dtype, Shape shape, int axis, const std::vector<int64_t>& lengths, std::mt19937& generator) {
  shape[axis] = 0;
  for (const int64_t length : lengths) shape[axis] += length;
  Parts result{random_tensor(dtype, shape, generator), {}};
  int64_t begin = 0;
  for (const int64_t length : lengths) {
    Shape part = shape;
    part[axis] = length;
    result.parts.push_back(naive_pick(result.whole, part, [&](Coordinates at) {
      at[static_cast<std::size_t>(axis)] += begin;
      return at;
    }));
    begin += length;
  }
  return result;
}

std::vector<std::optional<RuntimeValue>> as_inputs(const std::vector<Tensor>& tensors) {
  return {tensors.begin(), tensors.end()};
}

Tensor lengths_tensor(const std::vector<int64_t>& lengths) {
  return make_tensor<int64_t>({std::ssize(lengths)}, lengths);
}

void expect_parts(const std::vector<RuntimeValue>& outputs, const std::vector<Tensor>& parts) {
  ASSERT_EQ(outputs.size(), parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) expect_same_bytes(outputs[i].tensor(), parts[i]);
}

TEST(Concat, EverySizeAndAxis) {
  std::mt19937 generator(1);
  for (const DataType dtype : kEverySize) {
    for (int64_t axis = -3; axis < 3; ++axis) {
      const int positive = static_cast<int>(axis < 0 ? axis + 3 : axis);
      const Parts parts = cut(dtype, {3, 4, 5}, positive, {2, 0, 3, 1}, generator);
      SCOPED_TRACE(std::string(data_type_name(dtype)) + " axis " + std::to_string(axis));
      for (const bool constant : {false, true}) {
        expect_same_bytes(run_node_tensor({.op_type = "Concat",
                                           .opset = 13,
                                           .inputs = as_inputs(parts.parts),
                                           .attributes = {{"axis", axis}},
                                           .constant_inputs = constant}),
                          parts.whole);
      }
    }
  }
}

TEST(Concat, OldVersions) {
  std::mt19937 generator(2);
  const Parts parts = cut(DataType::kFloat, {2, 1, 3}, 1, {4, 2}, generator);
  expect_same_bytes(run_node_tensor({.op_type = "Concat", .opset = 1, .inputs = as_inputs(parts.parts)}), parts.whole);
  for (const int opset : {4, 11}) {
    expect_same_bytes(
        run_node_tensor(
            {.op_type = "Concat", .opset = opset, .inputs = as_inputs(parts.parts), .attributes = {{"axis", 1}}}),
        parts.whole);
  }
}

TEST(Concat, OneInput) {
  std::mt19937 generator(3);
  const Tensor input = random_tensor(DataType::kString, {2, 3}, generator);
  expect_same_bytes(run_node_tensor({.op_type = "Concat", .inputs = {input}, .attributes = {{"axis", 0}}}), input);
}

TEST(Concat, LargeInputs) {
  std::mt19937 generator(4);
  for (const int axis : {0, 1}) {
    const Parts parts = cut(DataType::kFloat, {300, 300}, axis, {100, 201, 17}, generator);
    expect_same_bytes(
        run_node_tensor(
            {.op_type = "Concat", .inputs = as_inputs(parts.parts), .attributes = {{"axis", axis}}, .threads = 4}),
        parts.whole);
  }
}

TEST(Concat, ShapesThatDoNotFit) {
  const Tensor a(DataType::kFloat, {2, 3});
  const Tensor b(DataType::kFloat, {2, 4});
  const Tensor c(DataType::kFloat, {2});
  EXPECT_TRUE(fails_with({.op_type = "Concat", .inputs = {a, b}, .attributes = {{"axis", 0}}}, "dimension 1"));
  EXPECT_TRUE(fails_with({.op_type = "Concat", .inputs = {a, c}, .attributes = {{"axis", 0}}}, "ranks"));
  EXPECT_TRUE(fails_with({.op_type = "Concat", .inputs = {a, a}, .attributes = {{"axis", 2}}}, "axis 2"));
}

TEST(Split, LengthsAsInput) {
  std::mt19937 generator(5);
  for (const DataType dtype : kEverySize) {
    for (const int axis : {0, 1, 2}) {
      const std::vector<int64_t> lengths = {2, 0, 3};
      const Parts parts = cut(dtype, {3, 4, 5}, axis, lengths, generator);
      for (const bool constant : {false, true}) {
        for (const int opset : {13, 18}) {
          expect_parts(run_node({.op_type = "Split",
                                 .opset = opset,
                                 .inputs = {parts.whole, lengths_tensor(lengths)},
                                 .attributes = {{"axis", axis - 3}},
                                 .outputs = 3,
                                 .constant_inputs = constant}),
                       parts.parts);
        }
      }
    }
  }
}

TEST(Split, LengthsAsAttribute) {
  std::mt19937 generator(6);
  const std::vector<int64_t> lengths = {1, 4};
  const Parts parts = cut(DataType::kFloat, {2, 1}, 1, lengths, generator);
  for (const int opset : {1, 2, 11}) {
    expect_parts(run_node({.op_type = "Split",
                           .opset = opset,
                           .inputs = {parts.whole},
                           .attributes = {{"axis", 1}, {"split", lengths}},
                           .outputs = 2}),
                 parts.parts);
  }
}

TEST(Split, Version1TakesFloatLengths) {
  std::mt19937 generator(7);
  const Parts parts = cut(DataType::kFloat, {1, 3}, 0, {1, 4}, generator);
  for (const bool constant : {false, true}) {
    expect_parts(run_node({.op_type = "Split",
                           .opset = 1,
                           .inputs = {parts.whole, make_tensor<float>({2}, {1, 4})},
                           .outputs = 2,
                           .constant_inputs = constant}),
                 parts.parts);
  }
  EXPECT_TRUE(fails_with(
      {.op_type = "Split", .opset = 1, .inputs = {parts.whole, make_tensor<float>({2}, {1.5, 3.5})}, .outputs = 2},
      "no integer"));
}

TEST(Split, EqualParts) {
  std::mt19937 generator(8);
  const Parts parts = cut(DataType::kInt32, {1, 3}, 0, {2, 2, 2}, generator);
  for (const int opset : {2, 11, 13}) {
    expect_parts(run_node({.op_type = "Split", .opset = opset, .inputs = {parts.whole}, .outputs = 3}), parts.parts);
  }
  const Parts uneven = cut(DataType::kInt32, {1, 3}, 0, {3, 3, 1}, generator);
  expect_parts(run_node({.op_type = "Split",
                         .opset = 18,
                         .inputs = {uneven.whole},
                         .attributes = {{"num_outputs", 3}},
                         .outputs = 3}),
               uneven.parts);
}

TEST(Split, OneOutput) {
  std::mt19937 generator(9);
  const Tensor input = random_tensor(DataType::kString, {2, 3}, generator);
  expect_same_bytes(
      run_node_tensor({.op_type = "Split", .opset = 18, .inputs = {input}, .attributes = {{"num_outputs", 1}}}), input);
}

TEST(Split, WhatDoesNotFit) {
  const Tensor input(DataType::kFloat, {5, 2});
  const auto split = [&](const std::vector<int64_t>& lengths, std::size_t outputs) {
    return NodeCase{.op_type = "Split", .opset = 13, .inputs = {input, lengths_tensor(lengths)}, .outputs = outputs};
  };
  EXPECT_TRUE(fails_with(split({2, 2}, 2), "sum to 4"));
  EXPECT_TRUE(fails_with(split({6, -1}, 2), "negative"));
  EXPECT_TRUE(fails_with(split({2, 3}, 3), "3 outputs"));
  EXPECT_TRUE(fails_with({.op_type = "Split", .opset = 13, .inputs = {input}, .outputs = 2}, "2 parts"));
  EXPECT_TRUE(fails_with({.op_type = "Split", .opset = 18, .inputs = {input}, .outputs = 2}, "num_outputs"));
  EXPECT_TRUE(
      fails_with({.op_type = "Split", .opset = 18, .inputs = {input}, .attributes = {{"num_outputs", 3}}, .outputs = 2},
                 "num_outputs is 3"));
  EXPECT_TRUE(
      fails_with({.op_type = "Split", .opset = 18, .inputs = {input}, .attributes = {{"num_outputs", 0}}, .outputs = 2},
                 "num_outputs is 0"));
}

}  // namespace
}  // namespace ort::test
