#include <gtest/gtest.h>

#include "tests/support/naive_broadcast.h"
#include "tests/support/naive_pick.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

Tensor integers(const std::vector<int64_t>& numbers) { return make_tensor<int64_t>({std::ssize(numbers)}, numbers); }

Tensor expected_expand(const Tensor& input, const Shape& target) {
  const Shape shape = naive_broadcast_shape({input.shape(), target});
  return naive_pick(input, shape, [&](const Coordinates& at) {
    const auto source =
        static_cast<int64_t>(naive_source(shape, input.shape(), static_cast<int64_t>(position_of(at, shape))));
    return coordinates_of(source, input.shape());
  });
}

TEST(Expand, BroadcastsOfEverySize) {
  std::mt19937 generator(1);
  const std::vector<std::pair<Shape, Shape>> cases = {
      {{3, 1}, {3, 4}}, {{3, 1}, {1}}, {{}, {2, 3}},  {{4}, {2, 1, 1}}, {{1, 3, 1, 2}, {5, 1, 4, 1}},
      {{2, 3}, {}},     {{1}, {0, 2}}, {{0}, {3, 1}}, {{2, 1}, {1, 7}}, {{1, 1, 6}, {3, 5, 6}}};
  for (const DataType dtype : kEverySize) {
    for (const auto& [shape, target] : cases) {
      const Tensor input = random_tensor(dtype, shape, generator);
      SCOPED_TRACE(std::string(data_type_name(dtype)) + shape.to_string() + target.to_string());
      for (const bool constant : {false, true}) {
        const Tensor output = run_node_tensor({.op_type = "Expand",
                                               .opset = 13,
                                               .inputs = {input, integers(target.dims())},
                                               .constant_inputs = constant});
        expect_same_bytes(output, expected_expand(input, target));
      }
    }
  }
}

TEST(Expand, LargeOutput) {
  std::mt19937 generator(2);
  const Tensor input = random_tensor(DataType::kFloat, {1, 50, 1}, generator);
  expect_same_bytes(
      run_node_tensor({.op_type = "Expand", .opset = 8, .inputs = {input, integers({20, 50, 60})}, .threads = 4}),
      expected_expand(input, {20, 50, 60}));
}

TEST(Expand, WhatDoesNotFit) {
  const Tensor input(DataType::kFloat, {2, 3});
  EXPECT_TRUE(fails_with({.op_type = "Expand", .inputs = {input, integers({2, 4})}}, "[2,4]"));
  EXPECT_TRUE(fails_with({.op_type = "Expand", .inputs = {input, integers({-1, 3})}}, "-1"));
}

Tensor expected_tile(const Tensor& input, const std::vector<int64_t>& repeats) {
  Shape shape = input.shape();
  for (int axis = 0; axis < shape.rank(); ++axis) shape[axis] *= repeats[static_cast<std::size_t>(axis)];
  return naive_pick(input, shape, [&](Coordinates at) {
    for (std::size_t axis = 0; axis < at.size(); ++axis) at[axis] %= input.shape().dims()[axis];
    return at;
  });
}

TEST(Tile, RepeatsOfEverySize) {
  std::mt19937 generator(3);
  for (const DataType dtype : kEverySize) {
    for (const std::vector<int64_t>& repeats :
         {std::vector<int64_t>{1, 1, 1}, {2, 3, 4}, {1, 5, 1}, {3, 1, 2}, {2, 0, 2}}) {
      const Tensor input = random_tensor(dtype, random_shape(3, 4, generator), generator);
      SCOPED_TRACE(std::string(data_type_name(dtype)) + input.shape().to_string());
      for (const int opset : {6, 13}) {
        for (const bool constant : {false, true}) {
          expect_same_bytes(run_node_tensor({.op_type = "Tile",
                                             .opset = opset,
                                             .inputs = {input, integers(repeats)},
                                             .constant_inputs = constant}),
                            expected_tile(input, repeats));
        }
      }
    }
  }
}

TEST(Tile, ScalarAndEmpty) {
  const Tensor scalar = make_tensor<float>({}, {7});
  expect_same_bytes(run_node_tensor({.op_type = "Tile", .inputs = {scalar, integers({})}}), scalar);
  const Tensor empty(DataType::kFloat, {0, 3});
  expect_shape(run_node_tensor({.op_type = "Tile", .inputs = {empty, integers({4, 2})}}), {0, 6});
}

TEST(Tile, TilesAndAxisOfVersion1) {
  std::mt19937 generator(4);
  const Tensor input = random_tensor(DataType::kFloat, {2, 3}, generator);
  for (const bool constant : {false, true}) {
    const Tensor output =
        run_node_tensor({.op_type = "Tile",
                         .opset = 1,
                         .inputs = {input, make_tensor<float>({1}, {3}), make_tensor<float>({1}, {1})},
                         .constant_inputs = constant});
    expect_same_bytes(output, expected_tile(input, {1, 3}));
  }
  EXPECT_TRUE(fails_with(
      {.op_type = "Tile", .opset = 1, .inputs = {input, make_tensor<float>({1}, {2.5}), make_tensor<float>({1}, {1})}},
      "no integer"));
}

TEST(Tile, WhatDoesNotFit) {
  const Tensor input(DataType::kFloat, {2, 3});
  EXPECT_TRUE(fails_with({.op_type = "Tile", .inputs = {input, integers({1, -1})}}, "negative"));
  EXPECT_TRUE(fails_with({.op_type = "Tile", .inputs = {input, integers({1})}}, "1 repeats"));
  EXPECT_TRUE(
      fails_with({.op_type = "Tile", .inputs = {input, integers({int64_t{1} << 40, int64_t{1} << 40})}}, "overflow"));
}

}  // namespace
}  // namespace ort::test
