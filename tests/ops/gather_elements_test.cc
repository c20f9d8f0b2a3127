#include <gtest/gtest.h>

#include "tests/support/naive_pick.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

/// Indices in [-extent, extent).
template <class I>
Tensor random_indices(const Shape& shape, int64_t extent, std::mt19937& generator) {
  Tensor indices(sizeof(I) == 4 ? DataType::kInt32 : DataType::kInt64, shape);
  for (I& index : indices.as<I>()) {
    index = static_cast<I>(static_cast<int64_t>(generator() % static_cast<uint64_t>(2 * extent)) - extent);
  }
  return indices;
}

Tensor expected_elements(const Tensor& data, const Tensor& indices, int axis) {
  const std::vector<int64_t> numbers = integers_of(indices);
  return naive_pick(data, indices.shape(), [&](const Coordinates& at) {
    Coordinates from = at;
    const int64_t index = numbers[position_of(at, indices.shape())];
    from[static_cast<std::size_t>(axis)] = index < 0 ? index + data.shape()[axis] : index;
    return from;
  });
}

TEST(GatherElements, EverySizeAxisAndSmallerIndices) {
  std::mt19937 generator(1);
  for (const DataType dtype : kEverySize) {
    for (int axis = 0; axis < 4; ++axis) {
      for (const bool smaller : {false, true}) {
        const Tensor data = random_tensor(dtype, random_shape(4, 4, generator), generator);
        Shape shape = data.shape();
        for (int d = 0; smaller && d < 4; ++d) shape[d] = 1 + static_cast<int64_t>(generator()) % shape[d];
        shape[axis] = 1 + static_cast<int64_t>(generator() % 6);
        const Tensor indices = axis % 2 == 0 ? random_indices<int32_t>(shape, data.shape()[axis], generator)
                                             : random_indices<int64_t>(shape, data.shape()[axis], generator);
        SCOPED_TRACE(std::string(data_type_name(dtype)) + data.shape().to_string() + shape.to_string());
        const Tensor output = run_node_tensor(
            {.op_type = "GatherElements", .opset = 13, .inputs = {data, indices}, .attributes = {{"axis", axis - 4}}});
        expect_same_bytes(output, expected_elements(data, indices, axis));
      }
    }
  }
}

TEST(GatherElements, ManyLinesAndVersions) {
  std::mt19937 generator(2);
  for (int axis = 0; axis < 3; ++axis) {
    const Tensor data = random_tensor(DataType::kFloat, {31, 40, 50}, generator);
    const Tensor indices = random_indices<int64_t>({29, 40, 49}, data.shape()[axis], generator);
    for (const int opset : {11, 13}) {
      expect_same_bytes(run_node_tensor({.op_type = "GatherElements",
                                         .opset = opset,
                                         .inputs = {data, indices},
                                         .attributes = {{"axis", axis}},
                                         .threads = 4}),
                        expected_elements(data, indices, axis));
    }
  }
}

TEST(GatherElements, EmptyIndices) {
  const Tensor data(DataType::kFloat, {3, 0, 2});
  const Tensor indices(DataType::kInt64, {7, 0, 2});
  expect_shape(run_node_tensor({.op_type = "GatherElements", .inputs = {data, indices}}), {7, 0, 2});
}

TEST(GatherElements, Failures) {
  const Tensor data(DataType::kFloat, {2, 3});
  const auto gather = [&](const Tensor& indices, int axis) {
    return NodeCase{.op_type = "GatherElements", .inputs = {data, indices}, .attributes = {{"axis", axis}}};
  };
  for (const int64_t index : {int64_t{3}, int64_t{-4}, INT64_MIN, INT64_MAX}) {
    EXPECT_TRUE(fails_with(gather(make_tensor<int64_t>({1, 2}, {0, index}), 1), "index " + std::to_string(index)));
  }
  EXPECT_TRUE(fails_with(gather(Tensor(DataType::kInt64, {2}), 0), "do not have the rank"));
  EXPECT_TRUE(fails_with(gather(Tensor(DataType::kInt64, {2, 4}), 0), "larger than data"));
  EXPECT_TRUE(fails_with(gather(Tensor(DataType::kInt64, {2, 3}), 2), "axis 2"));
}

Tensor expected_blocks(const Tensor& data, const Tensor& indices, std::size_t batch_dims) {
  const std::vector<int64_t> numbers = integers_of(indices);
  const Shape& tuples = indices.shape();
  const auto length = static_cast<std::size_t>(tuples[tuples.rank() - 1]);
  std::vector<int64_t> dims(tuples.begin(), tuples.end() - 1);
  const std::size_t rows_rank = dims.size();
  dims.insert(dims.end(), data.shape().begin() + static_cast<int64_t>(batch_dims + length), data.shape().end());
  return naive_pick(data, Shape(dims), [&](const Coordinates& at) {
    Coordinates from(at.begin(), at.begin() + static_cast<int64_t>(batch_dims));
    Coordinates tuple(at.begin(), at.begin() + static_cast<int64_t>(rows_rank));
    tuple.push_back(0);
    for (std::size_t i = 0; i < length; ++i) {
      tuple.back() = static_cast<int64_t>(i);
      const int64_t index = numbers[position_of(tuple, tuples)];
      from.push_back(index < 0 ? index + data.shape()[static_cast<int>(from.size())] : index);
    }
    from.insert(from.end(), at.begin() + static_cast<int64_t>(rows_rank), at.end());
    return from;
  });
}

TEST(GatherND, EverySizeTupleAndBatch) {
  std::mt19937 generator(3);
  for (const DataType dtype : kEverySize) {
    for (const auto& [batch_dims, length] : {std::pair{0, 1}, {0, 2}, {0, 4}, {1, 1}, {1, 3}, {2, 2}, {3, 1}, {0, 0}}) {
      const Tensor data = random_tensor(dtype, random_shape(4, 4, generator), generator);
      Shape shape;
      for (int d = 0; d < batch_dims; ++d) shape.append(data.shape()[d]);
      for (int d = 0; d < 2; ++d) shape.append(1 + static_cast<int64_t>(generator() % 3));
      shape.append(length);
      Tensor indices(DataType::kInt64, shape);
      const std::span<int64_t> elements = indices.as<int64_t>();
      for (std::size_t i = 0; i < elements.size(); ++i) {
        const int64_t extent = data.shape()[batch_dims + static_cast<int>(i) % length];
        elements[i] = static_cast<int64_t>(generator() % static_cast<uint64_t>(2 * extent)) - extent;
      }
      SCOPED_TRACE(std::string(data_type_name(dtype)) + data.shape().to_string() + shape.to_string());
      const Tensor output = run_node_tensor(
          {.op_type = "GatherND", .opset = 13, .inputs = {data, indices}, .attributes = {{"batch_dims", batch_dims}}});
      expect_same_bytes(output, expected_blocks(data, indices, static_cast<std::size_t>(batch_dims)));
    }
  }
}

TEST(GatherND, VersionsAndManyBlocks) {
  std::mt19937 generator(4);
  const Tensor data = random_tensor(DataType::kInt32, {9, 11, 30}, generator);
  Tensor indices(DataType::kInt64, {5000, 2});
  const std::span<int64_t> elements = indices.as<int64_t>();
  for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = static_cast<int64_t>(generator() % 9);
  for (const int opset : {11, 12, 13}) {
    expect_same_bytes(run_node_tensor({.op_type = "GatherND", .opset = opset, .inputs = {data, indices}, .threads = 4}),
                      expected_blocks(data, indices, 0));
  }
}

TEST(GatherND, Failures) {
  const Tensor data(DataType::kFloat, {2, 3, 4});
  const auto gather = [&](const Tensor& indices, int batch_dims) {
    return NodeCase{.op_type = "GatherND", .inputs = {data, indices}, .attributes = {{"batch_dims", batch_dims}}};
  };
  EXPECT_TRUE(fails_with(gather(make_tensor<int64_t>({2, 2}, {0, 0, 1, 3}), 0), "index 3 at position 3"));
  EXPECT_TRUE(fails_with(gather(make_tensor<int64_t>({1, 2}, {-3, 0}), 0), "index -3 at position 0"));
  EXPECT_TRUE(fails_with(gather(make_tensor<int64_t>({1, 1}, {INT64_MIN}), 0), "index -9223372036854775808"));
  EXPECT_TRUE(fails_with(gather(Tensor(DataType::kInt64, {3, 1}), 1), "batch dimension 0"));
  EXPECT_TRUE(fails_with(gather(Tensor(DataType::kInt64, {2, 3}), 2), "batch_dims 2"));
  EXPECT_TRUE(fails_with(gather(Tensor(DataType::kInt64, {2, 3}), -1), "batch_dims -1"));
  EXPECT_TRUE(fails_with(gather(Tensor(DataType::kInt64, {2, 4}), 0), "rows of 4 indices"));
  EXPECT_TRUE(fails_with(gather(Tensor(DataType::kInt64, {}), 0), "must not be scalars"));
  NodeCase nothing = gather(make_tensor<int64_t>({1, 1}, {2}), 0);
  nothing.inputs[0] = Tensor(DataType::kFloat, {2, 0});
  EXPECT_TRUE(fails_with(nothing, "index 2 at position 0"));
}

}  // namespace
}  // namespace ort::test
