#include <gtest/gtest.h>

#include <limits>

#include "tests/support/naive_pick.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

Tensor diagonal(int64_t k) { return make_tensor<int64_t>({}, {k}); }

Tensor expected_triangle(const Tensor& input, int64_t k, bool upper) {
  return naive_pick(input, input.shape(), [&](const Coordinates& at) -> std::optional<Coordinates> {
    const int64_t distance = at[at.size() - 1] - at[at.size() - 2];
    return (upper ? distance >= k : distance <= k) ? std::optional(at) : std::nullopt;
  });
}

TEST(Trilu, EverySizeOfElements) {
  std::mt19937 generator(1);
  for (const DataType dtype : kEverySize) {
    for (const Shape& shape : {Shape{3, 3}, Shape{2, 4, 7}, Shape{2, 3, 6, 2}, Shape{1, 5}, Shape{4, 1}}) {
      const Tensor input = random_tensor(dtype, shape, generator);
      for (int64_t k = -7; k <= 8; ++k) {
        for (const bool upper : {false, true}) {
          SCOPED_TRACE(std::string(data_type_name(dtype)) + shape.to_string() + " k " + std::to_string(k));
          expect_same_bytes(run_node_tensor({.op_type = "Trilu",
                                             .opset = 14,
                                             .inputs = {input, diagonal(k)},
                                             .attributes = {{"upper", upper ? 1 : 0}},
                                             .constant_inputs = k % 2 == 0}),
                            expected_triangle(input, k, upper));
        }
      }
    }
  }
}

TEST(Trilu, WithoutDiagonal) {
  std::mt19937 generator(2);
  const Tensor input = random_tensor(DataType::kInt64, {4, 5}, generator);
  expect_same_bytes(run_node_tensor({.op_type = "Trilu", .inputs = {input}}), expected_triangle(input, 0, true));
}

TEST(Trilu, AbsurdDiagonals) {
  std::mt19937 generator(3);
  const Tensor input = random_tensor(DataType::kFloat, {3, 4}, generator);
  for (const int64_t k : {std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()}) {
    for (const bool upper : {false, true}) {
      expect_same_bytes(
          run_node_tensor(
              {.op_type = "Trilu", .inputs = {input, diagonal(k)}, .attributes = {{"upper", upper ? 1 : 0}}}),
          expected_triangle(input, k, upper));
    }
  }
}

TEST(Trilu, Empty) {
  for (const Shape& shape : {Shape{0, 3}, Shape{3, 0}, Shape{0, 2, 2}}) {
    expect_shape(run_node_tensor({.op_type = "Trilu", .inputs = {Tensor(DataType::kFloat, shape), diagonal(1)}}),
                 shape);
  }
}

TEST(Trilu, LargeBatchIsTheSameForEveryNumberOfThreads) {
  std::mt19937 generator(4);
  const Tensor input = random_tensor(DataType::kFloat, {50, 40, 60}, generator);
  for (int threads = 1; threads <= 3; ++threads) {
    expect_same_bytes(run_node_tensor({.op_type = "Trilu", .inputs = {input, diagonal(-3)}, .threads = threads}),
                      expected_triangle(input, -3, true));
  }
}

TEST(Trilu, RefusesWhatDoesNotFit) {
  EXPECT_TRUE(fails_with({.op_type = "Trilu", .inputs = {Tensor(DataType::kFloat, {3})}}, "[3]"));
  const Tensor input(DataType::kFloat, {2, 2});
  EXPECT_TRUE(fails_with({.op_type = "Trilu", .inputs = {input, Tensor(DataType::kInt64, {2})}}, "'k'"));
  EXPECT_TRUE(fails_with({.op_type = "Trilu", .inputs = {input, Tensor(DataType::kInt64, {0})}}, "'k'"));
}

}  // namespace
}  // namespace ort::test
