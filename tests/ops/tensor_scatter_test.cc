#include <gtest/gtest.h>

#include "tests/support/naive_pick.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

/// Asks for each element of the cache whether an entry of the update lands there, the last one first.
Tensor expected_cache(const Tensor& cache, const Tensor& update, const std::vector<int64_t>& starts, int axis,
                      bool circular) {
  const auto along = static_cast<std::size_t>(axis);
  const int64_t length = cache.shape()[axis];
  std::vector<int64_t> dims = cache.shape().dims();
  dims[along] += update.shape()[axis];
  const auto joined = [&](const Coordinates& at) -> Coordinates {
    Coordinates from = at;
    for (int64_t entry = update.shape()[axis] - 1; entry >= 0; --entry) {
      int64_t place = starts[static_cast<std::size_t>(at[0])] + entry;
      if (circular) place = ((place % length) + length) % length;
      if (place != at[along]) continue;
      from[along] = length + entry;
      return from;
    }
    return from;
  };
  const Tensor both = run_node_tensor({.op_type = "Concat", .inputs = {cache, update}, .attributes = {{"axis", axis}}});
  return naive_pick(both, cache.shape(), joined);
}

Tensor run_scatter(const Tensor& cache, const Tensor& update, const std::vector<int64_t>& starts, int axis,
                   bool circular) {
  return run_node_tensor({.op_type = "TensorScatter",
                          .opset = 24,
                          .inputs = {cache, update, tensor_of(starts)},
                          .attributes = {{"axis", axis}, {"mode", circular ? "circular" : "linear"}}});
}

TEST(TensorScatter, EverySizeAxisAndMode) {
  std::mt19937 generator(1);
  for (const DataType dtype : kEverySize) {
    for (int axis = 1; axis < 4; ++axis) {
      for (const bool circular : {false, true}) {
        Shape shape({3, 4, 5, 6});
        const Tensor cache = random_tensor(dtype, shape, generator);
        shape[axis] = 1 + static_cast<int64_t>(generator() % 3);
        const Tensor update = random_tensor(dtype, shape, generator);
        std::vector<int64_t> starts;
        for (int64_t i = 0; i < 3; ++i) {
          const int64_t room = cache.shape()[axis] - shape[axis] + 1;
          starts.push_back(circular ? static_cast<int64_t>(generator() % 40) - 20
                                    : static_cast<int64_t>(generator()) % room);
        }
        SCOPED_TRACE(std::string(data_type_name(dtype)) + " axis " + std::to_string(axis));
        expect_same_bytes(run_scatter(cache, update, starts, axis, circular),
                          expected_cache(cache, update, starts, axis, circular));
      }
    }
  }
}

TEST(TensorScatter, PackedTypes) {
  std::mt19937 generator(2);
  for (const DataType dtype : {DataType::kInt4, DataType::kUint4, DataType::kFloat4E2M1, DataType::kFloat8E8M0}) {
    const Tensor cache = random_tensor(dtype, {2, 5, 3}, generator);
    const Tensor update = random_tensor(dtype, {2, 2, 3}, generator);
    const Tensor output = run_scatter(cache, update, {3, 1}, 1, false);
    const std::vector<std::byte> loose = loose_bytes(output);
    const std::vector<std::byte> kept = loose_bytes(cache);
    const std::vector<std::byte> written = loose_bytes(update);
    for (std::size_t i = 0; i < loose.size(); ++i) {
      const std::size_t batch = i / 15;
      const std::size_t row = i % 15 / 3;
      const std::size_t start = batch == 0 ? 3 : 1;
      const bool updated = row >= start && row < start + 2;
      EXPECT_EQ(loose[i], updated ? written[batch * 6 + (row - start) * 3 + i % 3] : kept[i]) << i;
    }
  }
}

TEST(TensorScatter, WithoutIndicesAndWithoutUpdates) {
  std::mt19937 generator(3);
  const Tensor cache = random_tensor(DataType::kFloat, {2, 3, 4, 5}, generator);
  const Tensor update = random_tensor(DataType::kFloat, {2, 3, 2, 5}, generator);
  expect_same_bytes(run_node_tensor({.op_type = "TensorScatter", .opset = 24, .inputs = {cache, update}}),
                    expected_cache(cache, update, {0, 0}, 2, false));
  const Tensor nothing(DataType::kFloat, {2, 3, 0, 5});
  expect_same_bytes(run_scatter(cache, nothing, {0, 0}, 2, true), cache);
}

TEST(TensorScatter, Failures) {
  const Tensor cache(DataType::kFloat, {2, 4, 3});
  const auto scatter = [&](const Shape& update, const std::vector<int64_t>& starts, int axis) {
    return NodeCase{.op_type = "TensorScatter",
                    .opset = 24,
                    .inputs = {cache, Tensor(DataType::kFloat, update), tensor_of(starts)},
                    .attributes = {{"axis", axis}}};
  };
  EXPECT_TRUE(fails_with(scatter({2, 2, 3}, {0, 3}, 1), "write index 3 at position 1"));
  EXPECT_TRUE(fails_with(scatter({2, 2, 3}, {-1, 0}, 1), "write index -1 at position 0"));
  EXPECT_TRUE(fails_with(scatter({2, 2, 3}, {INT64_MAX, 0}, 1), "write index 9223372036854775807"));
  EXPECT_TRUE(fails_with(scatter({2, 5, 3}, {0, 0}, 1), "does not fit into past_cache"));
  EXPECT_TRUE(fails_with(scatter({2, 2, 4}, {0, 0}, 1), "does not fit into past_cache"));
  EXPECT_TRUE(fails_with(scatter({2, 2}, {0, 0}, 1), "does not have the rank"));
  EXPECT_TRUE(fails_with(scatter({2, 2, 3}, {0, 0}, 0), "batch dimension"));
  EXPECT_TRUE(fails_with(scatter({2, 2, 3}, {0, 0, 0}, 1), "write_indices do not fit the batch"));
  NodeCase mode = scatter({2, 2, 3}, {0, 0}, 1);
  mode.attributes.insert_or_assign("mode", "square");
  EXPECT_TRUE(fails_with(mode, "'square' is not known"));
}

}  // namespace
}  // namespace ort::test
