#include <gtest/gtest.h>

#include "tests/support/naive_pick.h"
#include "tests/support/node_failure.h"
#include "tests/support/node_runner.h"

namespace ort::test {
namespace {

/// Channel of the deep tensor that holds channel `c` at place (row, column) of a block.
int64_t deep_channel(bool depth_first, int64_t channels, int64_t block, int64_t c, int64_t row, int64_t column) {
  return depth_first ? (row * block + column) * channels + c : (c * block + row) * block + column;
}

/// DepthToSpace by the definition of each element.
Tensor expected_flat(const Tensor& deep, int64_t block, bool depth_first) {
  const Shape& d = deep.shape();
  const int64_t channels = d[1] / (block * block);
  return naive_pick(deep, {d[0], channels, d[2] * block, d[3] * block}, [&](const Coordinates& at) {
    return Coordinates{at[0], deep_channel(depth_first, channels, block, at[1], at[2] % block, at[3] % block),
                       at[2] / block, at[3] / block};
  });
}

TEST(DepthToSpace, BothModesAndBack) {
  std::mt19937 generator(1);
  for (const DataType dtype : kEverySize) {
    for (const int64_t block : {1, 2, 3}) {
      for (const std::string mode : {"DCR", "CRD"}) {
        const Tensor deep = random_tensor(dtype, {2, 2 * block * block, 3, 5}, generator);
        const Tensor flat = expected_flat(deep, block, mode == "DCR");
        SCOPED_TRACE(std::string(data_type_name(dtype)) + " " + mode + " " + std::to_string(block));
        for (const int opset : {11, 13, 28}) {
          expect_same_bytes(run_node_tensor({.op_type = "DepthToSpace",
                                             .opset = opset,
                                             .inputs = {deep},
                                             .attributes = {{"blocksize", block}, {"mode", mode}}}),
                            flat);
        }
        expect_same_bytes(run_node_tensor({.op_type = "SpaceToDepth",
                                           .opset = 28,
                                           .inputs = {flat},
                                           .attributes = {{"blocksize", block}, {"mode", mode}}}),
                          deep);
      }
    }
  }
}

TEST(DepthToSpace, VersionsWithoutMode) {
  std::mt19937 generator(2);
  const Tensor deep = random_tensor(DataType::kFloat, {1, 8, 2, 3}, generator);
  const Tensor flat = expected_flat(deep, 2, true);
  expect_same_bytes(
      run_node_tensor({.op_type = "DepthToSpace", .opset = 1, .inputs = {deep}, .attributes = {{"blocksize", 2}}}),
      flat);
  for (const int opset : {1, 13}) {
    expect_same_bytes(
        run_node_tensor(
            {.op_type = "SpaceToDepth", .opset = opset, .inputs = {flat}, .attributes = {{"blocksize", 2}}}),
        deep);
  }
}

TEST(DepthToSpace, EmptyAndLarge) {
  expect_shape(run_node_tensor({.op_type = "DepthToSpace",
                                .inputs = {Tensor(DataType::kFloat, {0, 4, 2, 2})},
                                .attributes = {{"blocksize", 2}}}),
               {0, 1, 4, 4});
  expect_shape(run_node_tensor({.op_type = "SpaceToDepth",
                                .inputs = {Tensor(DataType::kFloat, {1, 1, 0, 4})},
                                .attributes = {{"blocksize", 2}}}),
               {1, 4, 0, 2});
  std::mt19937 generator(3);
  const Tensor deep = random_tensor(DataType::kFloat, {1, 64, 40, 50}, generator);
  const Tensor flat = expected_flat(deep, 4, true);
  expect_same_bytes(
      run_node_tensor({.op_type = "DepthToSpace", .inputs = {deep}, .attributes = {{"blocksize", 4}}, .threads = 4}),
      flat);
  expect_same_bytes(
      run_node_tensor({.op_type = "SpaceToDepth", .inputs = {flat}, .attributes = {{"blocksize", 4}}, .threads = 4}),
      deep);
}

TEST(DepthToSpace, WhatDoesNotFit) {
  const auto node = [](const char* op_type, const Shape& shape, int64_t block) {
    return NodeCase{
        .op_type = op_type, .inputs = {Tensor(DataType::kFloat, shape)}, .attributes = {{"blocksize", block}}};
  };
  EXPECT_TRUE(fails_with(node("DepthToSpace", {1, 6, 2, 2}, 2), "depth 6"));
  EXPECT_TRUE(fails_with(node("SpaceToDepth", {1, 1, 3, 2}, 2), "height 3"));
  EXPECT_TRUE(fails_with(node("SpaceToDepth", {1, 1, 2, 3}, 2), "width 3"));
  EXPECT_TRUE(fails_with(node("DepthToSpace", {1, 4, 2, 2}, 0), "blocksize 0"));
  EXPECT_TRUE(fails_with(node("DepthToSpace", {4, 2, 2}, 2), "four dimensions"));
  EXPECT_TRUE(fails_with(node("DepthToSpace", {1, 4, 2, 2}, int64_t{1} << 40), "overflow"));
  EXPECT_TRUE(fails_with({.op_type = "DepthToSpace",
                          .inputs = {Tensor(DataType::kFloat, {1, 4, 1, 1})},
                          .attributes = {{"blocksize", 2}, {"mode", "RCD"}}},
                         "RCD"));
}

}  // namespace
}  // namespace ort::test
