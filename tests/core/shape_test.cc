#include "libort/core/shape.h"

#include <gtest/gtest.h>

#include "tests/support/throws_error.h"

namespace ort {
namespace {

using ort::testing::throws_error;

TEST(Shape, CountsElements) {
  EXPECT_EQ(Shape().elements(), 1);
  EXPECT_EQ(Shape({2, 3, 4}).elements(), 24);
  EXPECT_EQ(Shape({2, 0, 4}).elements(), 0);
  EXPECT_EQ(Shape({2, 3, 4}).elements(1, 3), 12);
  EXPECT_EQ(Shape({2, 3, 4}).elements(2, 2), 1);
  EXPECT_TRUE(throws_error([] { Shape({1LL << 32, 1LL << 32}).elements(); }, ErrorCode::kFail, ErrorKind::kLimit, "*"));
}

TEST(Shape, Prints) {
  EXPECT_EQ(Shape().to_string(), "[]");
  EXPECT_EQ(Shape({7}).to_string(), "[7]");
  EXPECT_EQ(Shape({1, 3, 224, 224}).to_string(), "[1,3,224,224]");
}

TEST(Shape, StridesAreRowMajor) {
  EXPECT_EQ(contiguous_strides(Shape()), std::vector<int64_t>());
  EXPECT_EQ(contiguous_strides(Shape({2, 3, 4})), (std::vector<int64_t>{12, 4, 1}));
  EXPECT_EQ(contiguous_strides(Shape({5, 0, 3})), (std::vector<int64_t>{0, 3, 1}));
  EXPECT_EQ(contiguous_strides(Shape({1LL << 62, 1LL << 62})), (std::vector<int64_t>{1LL << 62, 1}));
}

TEST(Shape, NormalizesAxes) {
  EXPECT_EQ(normalize_axis(0, 3), 0);
  EXPECT_EQ(normalize_axis(2, 3), 2);
  EXPECT_EQ(normalize_axis(-1, 3), 2);
  EXPECT_EQ(normalize_axis(-3, 3), 0);
  for (const int64_t axis : {int64_t{3}, int64_t{-4}, INT64_MAX, INT64_MIN}) {
    EXPECT_TRUE(throws_error([axis] { normalize_axis(axis, 3); }, ErrorCode::kFail, ErrorKind::kNode,
                             "axis " + std::to_string(axis) + " is outside [-3, 3)"));
  }
  EXPECT_TRUE(throws_error([] { normalize_axis(0, 0); }, ErrorCode::kFail, ErrorKind::kNode, "rank 0"));
}

TEST(Shape, Broadcasts) {
  EXPECT_EQ(broadcast_shapes({2, 3}, {2, 3}), Shape({2, 3}));
  EXPECT_EQ(broadcast_shapes({2, 3}, {}), Shape({2, 3}));
  EXPECT_EQ(broadcast_shapes({3}, {2, 1}), Shape({2, 3}));
  EXPECT_EQ(broadcast_shapes({4, 1, 5}, {3, 1}), Shape({4, 3, 5}));
  EXPECT_EQ(broadcast_shapes({1, 0}, {7, 1}), Shape({7, 0}));
  EXPECT_TRUE(throws_error(
      [] {
        broadcast_shapes({2, 3}, {2});
      },
      ErrorCode::kFail, ErrorKind::kNode, "shapes [2,3] and [2] cannot be broadcast"));
  EXPECT_TRUE(throws_error([] { broadcast_shapes({0}, {2}); }, ErrorCode::kFail, ErrorKind::kNode, "[0] and [2]"));
}

}  // namespace
}  // namespace ort
