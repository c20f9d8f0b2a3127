#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/support/naive_pick.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

/// Position of the extreme along `axis` for each of the other coordinates; NaN beats numbers.
std::vector<double> naive_positions(const Tensor& x, int axis, bool min, bool last) {
  Shape reduced = x.shape();
  reduced[axis] = 1;
  const std::vector<double> elements = to_doubles(x);
  std::vector<double> positions;
  for (int64_t i = 0; i < reduced.elements(); ++i) {
    Coordinates at = coordinates_of(i, reduced);
    int64_t best = 0;
    double extreme = elements[position_of(at, x.shape())];
    for (at[static_cast<std::size_t>(axis)] = 1; at[static_cast<std::size_t>(axis)] < x.shape()[axis];
         ++at[static_cast<std::size_t>(axis)]) {
      const double element = elements[position_of(at, x.shape())];
      const bool equal = element == extreme || (std::isnan(element) && std::isnan(extreme));
      const bool beats = !std::isnan(extreme) && (std::isnan(element) || (min ? element < extreme : element > extreme));
      if (!beats && !(last && equal)) continue;
      extreme = element;
      best = at[static_cast<std::size_t>(axis)];
    }
    positions.push_back(static_cast<double>(best));
  }
  return positions;
}

const std::vector<DataType> kTypes = {DataType::kFloat, DataType::kDouble, DataType::kFloat16, DataType::kBfloat16,
                                      DataType::kInt8,  DataType::kInt16,  DataType::kInt32,   DataType::kInt64,
                                      DataType::kUint8, DataType::kUint16, DataType::kUint32,  DataType::kUint64};

TEST(ArgMax, EveryTypeAxisAndDirection) {
  std::mt19937 generator(1);
  for (const DataType dtype : kTypes) {
    for (int axis = 0; axis < 3; ++axis) {
      for (const int variant : {0, 1, 2, 3}) {
        const bool min = variant % 2 == 1;
        const bool last = variant >= 2;
        const Tensor x = random_tensor(dtype, random_shape(3, 7, generator), generator);
        SCOPED_TRACE(std::string(data_type_name(dtype)) + x.shape().to_string() + std::to_string(axis));
        const Tensor output =
            run_node_tensor({.op_type = min ? "ArgMin" : "ArgMax",
                             .opset = 13,
                             .inputs = {x},
                             .attributes = {{"axis", axis - 3}, {"select_last_index", last ? 1 : 0}}});
        Shape kept = x.shape();
        kept[axis] = 1;
        expect_shape(output, kept);
        EXPECT_EQ(output.dtype(), DataType::kInt64);
        expect_near(output, naive_positions(x, axis, min, last), 0, 0);
      }
    }
  }
}

TEST(ArgMax, LongLinesBesideEachOtherAndOnTheirOwn) {
  std::mt19937 generator(2);
  for (const Shape& shape : {Shape({3, 5000}), Shape({400, 130}), Shape({2, 70, 65}), Shape({100000})}) {
    for (int axis = 0; axis < shape.rank(); ++axis) {
      const Tensor x = random_tensor(DataType::kInt8, shape, generator);
      SCOPED_TRACE(shape.to_string() + std::to_string(axis));
      expect_near(run_node_tensor({.op_type = "ArgMax", .inputs = {x}, .attributes = {{"axis", axis}}, .threads = 4}),
                  naive_positions(x, axis, false, false), 0, 0);
    }
  }
}

TEST(ArgMax, NanIsTheExtreme) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  const Tensor x = make_tensor<float>({2, 4}, {1, nan, infinity, nan, -infinity, 2, 2, -infinity});
  for (const char* op : {"ArgMax", "ArgMin"}) {
    for (const bool last : {false, true}) {
      expect_near(run_node_tensor(
                      {.op_type = op, .inputs = {x}, .attributes = {{"axis", 1}, {"select_last_index", last ? 1 : 0}}}),
                  naive_positions(x, 1, op == std::string("ArgMin"), last), 0, 0);
    }
  }
}

TEST(ArgMax, EarlyVersionsAndShapes) {
  std::mt19937 generator(3);
  const Tensor x = random_tensor(DataType::kFloat, {3, 4, 2}, generator);
  for (const int opset : {1, 11, 12, 13}) {
    const Tensor output =
        run_node_tensor({.op_type = "ArgMin", .opset = opset, .inputs = {x}, .attributes = {{"keepdims", 0}}});
    expect_shape(output, {4, 2});
    expect_near(output, naive_positions(x, 0, true, false), 0, 0);
  }
  const Tensor empty(DataType::kFloat, {0, 4, 2});
  expect_shape(run_node_tensor({.op_type = "ArgMax", .inputs = {empty}, .attributes = {{"axis", 1}}}), {0, 1, 2});
}

TEST(ArgMax, Failures) {
  const Tensor empty(DataType::kFloat, {0, 4});
  EXPECT_TRUE(fails_with({.op_type = "ArgMax", .inputs = {empty}}, "no elements to choose from"));
  const Tensor x(DataType::kFloat, {3, 4});
  EXPECT_TRUE(fails_with({.op_type = "ArgMax", .inputs = {x}, .attributes = {{"axis", 2}}}, "axis 2"));
  EXPECT_TRUE(fails_with({.op_type = "ArgMin", .inputs = {Tensor(DataType::kFloat, {})}}, "axis 0"));
}

}  // namespace
}  // namespace ort::test
