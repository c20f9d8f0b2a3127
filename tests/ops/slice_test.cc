#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "tests/support/naive_pick.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();

template <class I>
Tensor list(const std::vector<I>& numbers) {
  return make_tensor<I>({std::ssize(numbers)}, numbers);
}

/// The positions of a slice of one dimension, found by walking it.
std::vector<int64_t> walked(int64_t dim, int64_t start, int64_t end, int64_t step) {
  if (start < 0) start = std::max<int64_t>(start + dim, 0);
  if (step < 0) start = std::min(start, dim - 1);
  if (end < 0) end = end < -dim ? -1 : end + dim;
  std::vector<int64_t> positions;
  for (int64_t at = start; at >= 0 && at < dim && (step > 0 ? at < end : at > end); at += step) positions.push_back(at);
  return positions;
}

Tensor expected_slice(const Tensor& input, const std::vector<std::vector<int64_t>>& positions) {
  Shape shape;
  for (const auto& axis : positions) shape.append(std::ssize(axis));
  return naive_pick(input, shape, [&](Coordinates at) {
    for (std::size_t i = 0; i < at.size(); ++i) at[i] = positions[i][static_cast<std::size_t>(at[i])];
    return at;
  });
}

TEST(Slice, RandomSlicesOfEverySize) {
  std::mt19937 generator(1);
  for (const DataType dtype : kEverySize) {
    for (int round = 0; round < 12; ++round) {
      const Tensor input = random_tensor(dtype, random_shape(3, 7, generator), generator);
      std::vector<int64_t> starts, ends, steps;
      std::vector<std::vector<int64_t>> positions;
      for (const int64_t dim : input.shape()) {
        starts.push_back(static_cast<int64_t>(generator() % 20) - 10);
        ends.push_back(static_cast<int64_t>(generator() % 20) - 10);
        steps.push_back(static_cast<int64_t>(generator() % 3) + 1);
        if (generator() % 2 == 0) steps.back() = -steps.back();
        positions.push_back(walked(dim, starts.back(), ends.back(), steps.back()));
      }
      SCOPED_TRACE(std::string(data_type_name(dtype)) + input.shape().to_string());
      for (const bool constant : {false, true}) {
        const Tensor output = run_node_tensor(
            {.op_type = "Slice",
             .opset = 13,
             .inputs = {input, list(starts), list(ends), list(std::vector<int64_t>{0, -2, 2}), list(steps)},
             .constant_inputs = constant});
        expect_same_bytes(output, expected_slice(input, positions));
      }
    }
  }
}

TEST(Slice, AttributesOfVersion1) {
  std::mt19937 generator(2);
  const Tensor input = random_tensor(DataType::kFloat, {4, 5}, generator);
  const Tensor output = run_node_tensor({.op_type = "Slice",
                                         .opset = 1,
                                         .inputs = {input},
                                         .attributes = {{"starts", std::vector<int64_t>{1, -3}},
                                                        {"ends", std::vector<int64_t>{1000, -1}},
                                                        {"axes", std::vector<int64_t>{0, 1}}}});
  expect_same_bytes(output, expected_slice(input, {{1, 2, 3}, {2, 3}}));
  const Tensor first =
      run_node_tensor({.op_type = "Slice",
                       .opset = 1,
                       .inputs = {input},
                       .attributes = {{"starts", std::vector<int64_t>{3}}, {"ends", std::vector<int64_t>{4}}}});
  expect_same_bytes(first, expected_slice(input, {{3}, {0, 1, 2, 3, 4}}));
}

TEST(Slice, Int32ListsWithoutAxesAndSteps) {
  std::mt19937 generator(3);
  const Tensor input = random_tensor(DataType::kInt64, {6, 3}, generator);
  for (const int opset : {10, 11, 13}) {
    expect_same_bytes(
        run_node_tensor(
            {.op_type = "Slice", .opset = opset, .inputs = {input, list<int32_t>({2}), list<int32_t>({5})}}),
        expected_slice(input, {{2, 3, 4}, {0, 1, 2}}));
    expect_same_bytes(
        run_node_tensor({.op_type = "Slice",
                         .opset = opset,
                         .inputs = {input, list<int32_t>({5}), list<int32_t>({0}), std::nullopt, list<int32_t>({-2})}}),
        expected_slice(input, {{5, 3, 1}, {0, 1, 2}}));
  }
}

TEST(Slice, ExtremeBounds) {
  const Tensor input = make_tensor<float>({5}, {0, 1, 2, 3, 4});
  const auto slice = [&](int64_t start, int64_t end, int64_t step) {
    return to_doubles(run_node_tensor(
        {.op_type = "Slice",
         .inputs = {input, list<int64_t>({start}), list<int64_t>({end}), list<int64_t>({0}), list<int64_t>({step})}}));
  };
  EXPECT_EQ(slice(kMin, kMax, 1), (std::vector<double>{0, 1, 2, 3, 4}));
  EXPECT_EQ(slice(kMax, kMin, -1), (std::vector<double>{4, 3, 2, 1, 0}));
  EXPECT_EQ(slice(kMax, kMin, kMin), (std::vector<double>{4}));
  EXPECT_EQ(slice(1, kMax, kMax), (std::vector<double>{1}));
  EXPECT_EQ(slice(9, kMax, 1), std::vector<double>());
  EXPECT_EQ(slice(kMin, kMin, -1), (std::vector<double>{0}));
}

TEST(Slice, LargeBlock) {
  std::mt19937 generator(4);
  const Tensor input = random_tensor(DataType::kFloat, {130, 260}, generator);
  std::vector<int64_t> rows, columns;
  for (int64_t row = 129; row > 2; row -= 2) rows.push_back(row);
  for (int64_t column = 3; column < 250; ++column) columns.push_back(column);
  expect_same_bytes(run_node_tensor({.op_type = "Slice",
                                     .inputs = {input, list<int64_t>({-1, 3}), list<int64_t>({2, 250}),
                                                list<int64_t>({0, 1}), list<int64_t>({-2, 1})},
                                     .threads = 4}),
                    expected_slice(input, {rows, columns}));
}

TEST(Slice, WhatDoesNotFit) {
  const Tensor input(DataType::kFloat, {5, 2});
  const auto slice = [&](const std::vector<int64_t>& starts, const std::vector<int64_t>& ends,
                         const std::vector<int64_t>& axes, const std::vector<int64_t>& steps) {
    return NodeCase{.op_type = "Slice", .inputs = {input, list(starts), list(ends), list(axes), list(steps)}};
  };
  EXPECT_TRUE(fails_with(slice({0}, {1}, {0}, {0}), "step of 0"));
  EXPECT_TRUE(fails_with(slice({0}, {1}, {2}, {1}), "axis 2"));
  EXPECT_TRUE(fails_with(slice({0, 0}, {1, 1}, {0, -2}, {1, 1}), "sliced twice"));
  EXPECT_TRUE(fails_with(slice({0, 0}, {1}, {0, 1}, {1, 1}), "1 ends"));
  EXPECT_TRUE(fails_with(slice({0, 0}, {1, 1}, {0}, {1, 1}), "1 axes"));
  EXPECT_TRUE(fails_with(slice({0}, {1}, {0}, {1, 1}), "2 steps"));
}

}  // namespace
}  // namespace ort::test
