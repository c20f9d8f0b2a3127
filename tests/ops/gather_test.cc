#include <gtest/gtest.h>

#include "tests/support/naive_pick.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

Tensor expected_gather(const Tensor& data, const Tensor& indices, int axis) {
  const std::vector<int64_t> numbers = integers_of(indices);
  const int rank = indices.shape().rank();
  std::vector<int64_t> dims(data.shape().begin(), data.shape().begin() + axis);
  dims.insert(dims.end(), indices.shape().begin(), indices.shape().end());
  dims.insert(dims.end(), data.shape().begin() + axis + 1, data.shape().end());
  return naive_pick(data, Shape(dims), [&](const Coordinates& at) {
    const Coordinates in_indices(at.begin() + axis, at.begin() + axis + rank);
    const int64_t index = numbers[position_of(in_indices, indices.shape())];
    Coordinates from(at.begin(), at.begin() + axis);
    from.push_back(index < 0 ? index + data.shape()[axis] : index);
    from.insert(from.end(), at.begin() + axis + rank, at.end());
    return from;
  });
}

TEST(Gather, EverySizeAxisAndIndexRank) {
  std::mt19937 generator(1);
  for (const DataType dtype : kEverySize) {
    for (int axis = 0; axis < 3; ++axis) {
      const Tensor data = random_tensor(dtype, random_shape(3, 6, generator), generator);
      for (const Shape& shape : {Shape(), Shape({4}), Shape({2, 3}), Shape({0})}) {
        Tensor indices(DataType::kInt64, shape);
        for (int64_t& index : indices.as<int64_t>()) {
          const int64_t dim = data.shape()[axis];
          index = static_cast<int64_t>(generator() % static_cast<uint64_t>(2 * dim)) - dim;
        }
        SCOPED_TRACE(std::string(data_type_name(dtype)) + data.shape().to_string() + shape.to_string());
        const Tensor output = run_node_tensor(
            {.op_type = "Gather", .opset = 13, .inputs = {data, indices}, .attributes = {{"axis", axis - 3}}});
        expect_same_bytes(output, expected_gather(data, indices, axis));
      }
    }
  }
}

TEST(Gather, Int32IndicesAndVersions) {
  std::mt19937 generator(2);
  const Tensor data = random_tensor(DataType::kFloat, {7, 3000}, generator);
  const Tensor indices = make_tensor<int32_t>({2, 4}, {6, 0, -1, -7, 3, 3, 2, 1});
  for (const int opset : {1, 11, 13}) {
    expect_same_bytes(run_node_tensor({.op_type = "Gather", .opset = opset, .inputs = {data, indices}, .threads = 4}),
                      expected_gather(data, indices, 0));
  }
}

TEST(Gather, IndicesAreChecked) {
  const Tensor data(DataType::kFloat, {3, 4});
  const auto gather = [&](int64_t index) {
    return NodeCase{
        .op_type = "Gather", .inputs = {data, make_tensor<int64_t>({2}, {0, index})}, .attributes = {{"axis", 1}}};
  };
  EXPECT_TRUE(fails_with(gather(4), "index 4 at position 1"));
  EXPECT_TRUE(fails_with(gather(-5), "index -5"));
  EXPECT_TRUE(fails_with(gather(INT64_MIN), "index -9223372036854775808"));
  const Tensor empty(DataType::kFloat, {0, 4});
  EXPECT_TRUE(fails_with({.op_type = "Gather", .inputs = {empty, make_tensor<int64_t>({1}, {0})}}, "index 0"));
  EXPECT_TRUE(fails_with(
      {.op_type = "Gather", .inputs = {data, make_tensor<int64_t>({1}, {0})}, .attributes = {{"axis", 2}}}, "axis 2"));
}

TEST(Gather, IndicesAreCheckedAlthoughNothingIsTaken) {
  const Tensor data(DataType::kFloat, {3, 0});
  EXPECT_TRUE(fails_with({.op_type = "Gather", .inputs = {data, make_tensor<int64_t>({1}, {3})}}, "index 3"));
}

}  // namespace
}  // namespace ort::test
