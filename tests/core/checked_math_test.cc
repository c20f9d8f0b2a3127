#include "libort/core/checked_math.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <vector>

#include "tests/support/throws_error.h"

namespace ort {
namespace {

using ort::testing::throws_error;

constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

TEST(CheckedMath, GivesResultsThatFit) {
  EXPECT_EQ(checked_add<int64_t>(kMax - 1, 1), kMax);
  EXPECT_EQ(checked_subtract<int64_t>(kMin + 1, 1), kMin);
  EXPECT_EQ(checked_multiply<int64_t>(1LL << 31, 1LL << 31), 1LL << 62);
  EXPECT_EQ(checked_subtract<std::size_t>(5, 5), 0u);
}

TEST(CheckedMath, ThrowsWithBothOperands) {
  const auto limit = [](auto&& action, std::string_view part) {
    return throws_error(action, ErrorCode::kFail, ErrorKind::kLimit, part);
  };
  EXPECT_TRUE(limit([] { checked_add<int64_t>(kMax, 1); }, "size overflow: 9223372036854775807 + 1"));
  EXPECT_TRUE(limit([] { checked_subtract<std::size_t>(4, 5); }, "size overflow: 4 - 5"));
  EXPECT_TRUE(limit([] { checked_multiply<int64_t>(kMin, -1); }, "size overflow: -9223372036854775808 * -1"));
  EXPECT_TRUE(limit([] { checked_multiply<std::size_t>(SIZE_MAX, 2); }, "size overflow"));
}

TEST(CheckedMath, AlignsUp) {
  EXPECT_EQ(checked_align(0, 64), 0u);
  EXPECT_EQ(checked_align(1, 64), 64u);
  EXPECT_EQ(checked_align(64, 64), 64u);
  EXPECT_EQ(checked_align(65, 64), 128u);
  EXPECT_TRUE(throws_error([] { checked_align(SIZE_MAX - 1, 64); }, ErrorCode::kFail, ErrorKind::kLimit, "overflow"));
}

TEST(CheckedMath, CountsElements) {
  EXPECT_EQ(checked_elements({}), 1);
  EXPECT_EQ(checked_elements(std::array<int64_t, 3>{2, 3, 4}), 24);
  EXPECT_EQ(checked_elements(std::array<int64_t, 3>{2, 0, 4}), 0);
}

TEST(CheckedMath, RefusesShapesThatCannotBe) {
  const auto elements = [](std::vector<int64_t> dims) { return [dims] { checked_elements(dims); }; };
  EXPECT_TRUE(throws_error(elements({2, -3}), ErrorCode::kFail, ErrorKind::kNode, "negative dimension -3"));
  EXPECT_TRUE(throws_error(elements({0, -1}), ErrorCode::kFail, ErrorKind::kNode, "negative dimension -1"));
  EXPECT_TRUE(throws_error(elements({1LL << 40, 1LL << 40}), ErrorCode::kFail, ErrorKind::kLimit, "overflow"));
  EXPECT_TRUE(throws_error(elements({0, kMax, kMax}), ErrorCode::kFail, ErrorKind::kLimit, "overflow"));
}

}  // namespace
}  // namespace ort
