#include <gtest/gtest.h>

#include "libort/core/float_types.h"
#include "tests/support/naive_pick.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

Tensor integers(const std::vector<int64_t>& numbers) { return make_tensor<int64_t>({std::ssize(numbers)}, numbers); }

/// What stands at `at` of a list of `length` kept elements that is continued step by step to both sides.
std::optional<int64_t> continued(int64_t at, int64_t length, const std::string& mode) {
  if (mode == "constant") return at >= 0 && at < length ? std::optional(at) : std::nullopt;
  if (mode == "edge") return std::min(std::max<int64_t>(at, 0), length - 1);
  if (mode == "wrap") {
    while (at < 0) at += length;
    while (at >= length) at -= length;
    return at;
  }
  while (at < 0 || at >= length) {
    if (length == 1) return 0;
    at = at < 0 ? -at : 2 * (length - 1) - at;
  }
  return at;
}

/// `begins` and `ends` for every axis.
Tensor expected_pad(const Tensor& input, const std::vector<int64_t>& begins, const std::vector<int64_t>& ends,
                    const std::string& mode, const Tensor* fill = nullptr) {
  Shape shape = input.shape();
  for (std::size_t axis = 0; axis < begins.size(); ++axis) shape[static_cast<int>(axis)] += begins[axis] + ends[axis];
  const PickFrom from = [&](const Coordinates& at) -> std::optional<Coordinates> {
    Coordinates origin = at;
    for (std::size_t axis = 0; axis < at.size(); ++axis) {
      const int64_t removed = std::max<int64_t>(-begins[axis], 0);
      const int64_t kept = input.shape().dims()[axis] - removed - std::max<int64_t>(-ends[axis], 0);
      const auto position = continued(at[axis] - std::max<int64_t>(begins[axis], 0), kept, mode);
      if (!position) return std::nullopt;
      origin[axis] = *position + removed;
    }
    return origin;
  };
  return naive_pick(input, shape, from, fill);
}

std::vector<int64_t> joined(std::vector<int64_t> begins, const std::vector<int64_t>& ends) {
  begins.insert(begins.end(), ends.begin(), ends.end());
  return begins;
}

TEST(Pad, EveryModeAndType) {
  std::mt19937 generator(1);
  std::vector<DataType> dtypes = kEverySize;
  dtypes.insert(dtypes.end(), kNarrowTypes.begin(), kNarrowTypes.end());
  for (const DataType dtype : dtypes) {
    for (const std::string mode : {"constant", "reflect", "edge", "wrap"}) {
      for (int round = 0; round < 4; ++round) {
        const Tensor input = random_tensor(dtype, random_shape(3, 5, generator), generator);
        std::vector<int64_t> begins, ends;
        for (const int64_t dim : input.shape()) {
          begins.push_back(static_cast<int64_t>(generator() % 7) - (dim > 1 ? 1 : 0));
          ends.push_back(generator() % 3 == 0 ? 0 : static_cast<int64_t>(generator() % 7));
        }
        SCOPED_TRACE(std::string(data_type_name(dtype)) + input.shape().to_string() + mode);
        for (const bool constant : {false, true}) {
          const Tensor output = run_node_tensor({.op_type = "Pad",
                                                 .opset = 25,
                                                 .inputs = {input, integers(joined(begins, ends))},
                                                 .attributes = {{"mode", mode}},
                                                 .constant_inputs = constant});
          expect_same_bytes(output, expected_pad(input, begins, ends, mode));
        }
      }
    }
  }
}

TEST(Pad, FillValue) {
  std::mt19937 generator(2);
  std::vector<DataType> dtypes = kEverySize;
  dtypes.insert(dtypes.end(), kNarrowTypes.begin(), kNarrowTypes.end());
  for (const DataType dtype : dtypes) {
    const Tensor input = random_tensor(dtype, {2, 3}, generator);
    const Tensor fill = random_tensor(dtype, {}, generator);
    SCOPED_TRACE(data_type_name(dtype));
    const Tensor output =
        run_node_tensor({.op_type = "Pad", .opset = 25, .inputs = {input, integers({1, 0, 0, 2}), fill}});
    expect_same_bytes(output, expected_pad(input, {1, 0}, {0, 2}, "constant", &fill));
  }
}

TEST(Pad, AxesAndVersions) {
  std::mt19937 generator(3);
  const Tensor input = random_tensor(DataType::kFloat, {2, 3, 4}, generator);
  const Tensor expected = expected_pad(input, {0, 1, 2}, {0, 0, 3}, "edge");
  for (const int opset : {18, 19, 21, 23, 24, 25}) {
    expect_same_bytes(run_node_tensor({.op_type = "Pad",
                                       .opset = opset,
                                       .inputs = {input, integers({2, 1, 3, 0}), std::nullopt, integers({-1, 1})},
                                       .attributes = {{"mode", "edge"}}}),
                      expected);
    const Tensor axes = make_tensor<int32_t>({2}, {2, 1});
    expect_same_bytes(run_node_tensor({.op_type = "Pad",
                                       .opset = opset,
                                       .inputs = {input, integers({2, 1, 3, 0}), std::nullopt, axes},
                                       .attributes = {{"mode", "edge"}}}),
                      expected);
  }
  for (const int opset : {11, 13}) {
    expect_same_bytes(run_node_tensor({.op_type = "Pad",
                                       .opset = opset,
                                       .inputs = {input, integers({0, 1, 2, 0, 0, 3})},
                                       .attributes = {{"mode", "edge"}}}),
                      expected);
  }
}

TEST(Pad, AttributesOfVersions1And2) {
  std::mt19937 generator(4);
  const std::vector<int64_t> pads = {1, 0, 2, -1};
  const auto expect_fill = [&](const Tensor& input, const Tensor& fill) {
    const Tensor expected = expected_pad(input, {1, 0}, {2, -1}, "constant", &fill);
    for (const int opset : {1, 2}) {
      expect_same_bytes(run_node_tensor({.op_type = "Pad",
                                         .opset = opset,
                                         .inputs = {input},
                                         .attributes = {{opset == 1 ? "paddings" : "pads", pads}, {"value", 1.5f}}}),
                        expected);
    }
  };
  expect_fill(random_tensor(DataType::kFloat, {2, 3}, generator), make_tensor<float>({}, {1.5f}));
  expect_fill(random_tensor(DataType::kDouble, {2, 3}, generator), make_tensor<double>({}, {1.5}));
  expect_fill(random_tensor(DataType::kFloat16, {2, 3}, generator), make_tensor<Float16>({}, {Float16(1.5f)}));
}

TEST(Pad, OutOfAnEmptyTensor) {
  const Tensor empty(DataType::kFloat, {0, 2});
  const Tensor output =
      run_node_tensor({.op_type = "Pad", .inputs = {empty, integers({1, 0, 1, 1}), make_tensor<float>({}, {3})}});
  expect_same_bytes(output, make_tensor<float>({2, 3}, {3, 3, 3, 3, 3, 3}));
  expect_shape(run_node_tensor({.op_type = "Pad", .inputs = {empty, integers({0, 1, 0, 0})}}), {0, 3});
}

TEST(Pad, LargeImage) {
  std::mt19937 generator(5);
  const Tensor image = random_tensor(DataType::kFloat, {2, 3, 90, 110}, generator);
  expect_same_bytes(run_node_tensor({.op_type = "Pad",
                                     .inputs = {image, integers({0, 0, 3, 2, 0, 0, 1, 5})},
                                     .attributes = {{"mode", "reflect"}},
                                     .threads = 4}),
                    expected_pad(image, {0, 0, 3, 2}, {0, 0, 1, 5}, "reflect"));
  const Tensor rows = random_tensor(DataType::kFloat, {60, 50, 8}, generator);
  expect_same_bytes(run_node_tensor({.op_type = "Pad", .inputs = {rows, integers({1, 1, 0, 1, 1, 0})}, .threads = 4}),
                    expected_pad(rows, {1, 1, 0}, {1, 1, 0}, "constant"));
}

TEST(Pad, WhatDoesNotFit) {
  const Tensor input(DataType::kFloat, {2, 3});
  const auto pad = [&](const std::vector<int64_t>& pads, const char* mode = "constant", int opset = 19) {
    return NodeCase{
        .op_type = "Pad", .opset = opset, .inputs = {input, integers(pads)}, .attributes = {{"mode", mode}}};
  };
  EXPECT_TRUE(fails_with(pad({0, -2, 0, -2}), "remove more"));
  EXPECT_TRUE(fails_with(pad({0, -4, 0, 4}), "remove more"));
  EXPECT_TRUE(fails_with(pad({0, 0, 0}), "3 pads"));
  EXPECT_TRUE(fails_with(pad({0, -3, 0, 1}, "edge"), "nothing to repeat"));
  EXPECT_TRUE(fails_with(pad({INT64_MAX, 0, 1, 0}), "overflow"));
  EXPECT_TRUE(fails_with(pad({0, 0, 0, 0}, "mirror"), "mirror"));
  EXPECT_TRUE(fails_with(pad({0, 0, 0, 0}, "wrap", 18), "wrap"));
  EXPECT_TRUE(fails_with({.op_type = "Pad", .inputs = {input, integers({1, 1, 1, 1}), make_tensor<float>({2}, {1, 2})}},
                         "one element"));
  EXPECT_TRUE(fails_with({.op_type = "Pad", .inputs = {input, integers({1, 1, 1, 1}), std::nullopt, integers({0, 0})}},
                         "padded twice"));
}

}  // namespace
}  // namespace ort::test
