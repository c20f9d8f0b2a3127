#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "tests/support/naive_pick.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

Tensor expected_transpose(const Tensor& input, const std::vector<int64_t>& perm) {
  Shape shape;
  for (const int64_t axis : perm) shape.append(input.shape()[static_cast<int>(axis)]);
  return naive_pick(input, shape, [&](const Coordinates& to) {
    Coordinates from(to.size());
    for (std::size_t i = 0; i < to.size(); ++i) from[static_cast<std::size_t>(perm[i])] = to[i];
    return from;
  });
}

TEST(Transpose, RandomPermutationsOfEverySize) {
  std::mt19937 generator(1);
  std::vector<DataType> dtypes = kEverySize;
  dtypes.insert(dtypes.end(), kNarrowTypes.begin(), kNarrowTypes.end());
  for (const DataType dtype : dtypes) {
    for (int rank = 0; rank <= 5; ++rank) {
      const Tensor input = random_tensor(dtype, random_shape(rank, 6, generator), generator);
      std::vector<int64_t> perm(static_cast<std::size_t>(rank));
      std::iota(perm.begin(), perm.end(), 0);
      std::ranges::shuffle(perm, generator);
      SCOPED_TRACE(std::string(data_type_name(dtype)) + input.shape().to_string());
      const Tensor output =
          run_node_tensor({.op_type = "Transpose", .opset = 25, .inputs = {input}, .attributes = {{"perm", perm}}});
      expect_same_bytes(output, expected_transpose(input, perm));
    }
  }
}

TEST(Transpose, LargeMatricesAndImages) {
  std::mt19937 generator(2);
  const Tensor matrix = random_tensor(DataType::kFloat, {301, 233}, generator);
  expect_same_bytes(run_node_tensor({.op_type = "Transpose", .inputs = {matrix}, .threads = 4}),
                    expected_transpose(matrix, {1, 0}));
  const Tensor image = random_tensor(DataType::kUint8, {2, 37, 41, 5}, generator);
  for (const std::vector<int64_t>& perm :
       {std::vector<int64_t>{0, 3, 1, 2}, {0, 2, 3, 1}, {3, 2, 1, 0}, {1, 0, 2, 3}}) {
    expect_same_bytes(
        run_node_tensor({.op_type = "Transpose", .inputs = {image}, .attributes = {{"perm", perm}}, .threads = 3}),
        expected_transpose(image, perm));
  }
}

TEST(Transpose, ReversesWithoutPerm) {
  std::mt19937 generator(3);
  const Tensor input = random_tensor(DataType::kInt64, {2, 3, 4}, generator);
  for (const int opset : {1, 13, 21, 23, 24, 25}) {
    expect_same_bytes(run_node_tensor({.op_type = "Transpose", .opset = opset, .inputs = {input}}),
                      expected_transpose(input, {2, 1, 0}));
  }
}

TEST(Transpose, EmptyTensor) {
  const Tensor input(DataType::kFloat, {3, 0, 2});
  expect_shape(run_node_tensor({.op_type = "Transpose", .inputs = {input}}), {2, 0, 3});
}

TEST(Transpose, PermutationIsChecked) {
  const Tensor input(DataType::kFloat, {2, 3});
  for (const std::vector<int64_t>& perm : {std::vector<int64_t>{0}, {0, 0}, {0, 2}, {-1, 0}}) {
    EXPECT_TRUE(fails_with({.op_type = "Transpose", .inputs = {input}, .attributes = {{"perm", perm}}}, "permutation"));
  }
}

}  // namespace
}  // namespace ort::test
