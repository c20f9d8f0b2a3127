#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "libort/core/float_types.h"

namespace ort {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// A 16-bit float type as the tests see it.
struct Format {
  const char* name;
  int mantissa_bits;
  int bias;
  uint16_t infinity;
  uint16_t (*from_float)(float);
  uint16_t (*from_double)(double);
  float (*to_float)(uint16_t);
};

constexpr Format kHalf = {
    "float16", 10, 15, 0x7c00, float16_bits, [](double x) { return Float16::from_double(x).bits; }, float16_value};
constexpr Format kBrain = {
    "bfloat16", 7, 127, 0x7f80, bfloat16_bits, [](double x) { return BFloat16::from_double(x).bits; }, bfloat16_value};

/// The value of a finite code by the definition of the format.
double defined_value(const Format& format, int magnitude) {
  const int exponent = magnitude >> format.mantissa_bits;
  const int fraction = magnitude & ((1 << format.mantissa_bits) - 1);
  const int significand = exponent == 0 ? fraction : fraction + (1 << format.mantissa_bits);
  return std::ldexp(significand, (exponent == 0 ? 1 : exponent) - format.bias - format.mantissa_bits);
}

class Float16Test : public ::testing::TestWithParam<Format> {};

TEST_P(Float16Test, EveryFiniteCodeHasItsValueAndComesBack) {
  const Format& format = GetParam();
  for (int magnitude = 0; magnitude < format.infinity; ++magnitude) {
    const auto positive = static_cast<uint16_t>(magnitude);
    const auto negative = static_cast<uint16_t>(magnitude | 0x8000);
    const auto value = static_cast<float>(defined_value(format, magnitude));
    ASSERT_EQ(format.to_float(positive), value) << magnitude;
    ASSERT_EQ(format.to_float(negative), -value) << magnitude;
    ASSERT_EQ(std::signbit(format.to_float(negative)), true) << magnitude;
    ASSERT_EQ(format.from_float(value), positive);
    ASSERT_EQ(format.from_float(-value), negative);
    ASSERT_EQ(format.from_double(value), positive);
    ASSERT_EQ(format.from_double(-value), negative);
  }
}

TEST_P(Float16Test, InfinitiesAndNansComeBack) {
  const Format& format = GetParam();
  EXPECT_EQ(format.to_float(format.infinity), kInfinity);
  EXPECT_EQ(format.to_float(static_cast<uint16_t>(format.infinity | 0x8000)), -kInfinity);
  EXPECT_EQ(format.from_float(kInfinity), format.infinity);
  EXPECT_EQ(format.from_double(-kInfinity), format.infinity | 0x8000);
  const int quiet = 1 << (format.mantissa_bits - 1);
  for (int magnitude = format.infinity + 1; magnitude < 0x8000; ++magnitude) {
    for (const int sign : {0, 0x8000}) {
      const float value = format.to_float(static_cast<uint16_t>(magnitude | sign));
      ASSERT_TRUE(std::isnan(value)) << magnitude;
      ASSERT_EQ(format.from_float(value), magnitude | quiet | sign);
      ASSERT_EQ(format.from_double(static_cast<double>(value)), magnitude | quiet | sign);
    }
  }
}

/// Rounds to `below` or `above` what lies around the middle of two neighbours, and to the even one of them the middle.
TEST_P(Float16Test, EveryTieGoesToTheEvenNeighbour) {
  const Format& format = GetParam();
  for (int below = 0; below < format.infinity; ++below) {
    const int above = below + 1;
    const double middle = (defined_value(format, below) + defined_value(format, above)) / 2;
    const int even = below % 2 == 0 ? below : above;
    const auto middle_float = static_cast<float>(middle);
    ASSERT_EQ(middle_float, middle);
    ASSERT_EQ(format.from_float(middle_float), even) << below;
    ASSERT_EQ(format.from_float(-middle_float), even | 0x8000) << below;
    ASSERT_EQ(format.from_float(std::nextafter(middle_float, 0.0f)), below);
    ASSERT_EQ(format.from_float(std::nextafter(middle_float, kInfinity)), above);
    ASSERT_EQ(format.from_double(middle), even) << below;
    ASSERT_EQ(format.from_double(std::nextafter(middle, 0.0)), below);
    ASSERT_EQ(format.from_double(-std::nextafter(middle, 0.0)), below | 0x8000);
    ASSERT_EQ(format.from_double(std::nextafter(middle, 1e300)), above);
  }
}

TEST_P(Float16Test, WhatIsTooLargeBecomesInfinity) {
  const Format& format = GetParam();
  const float largest = std::numeric_limits<float>::max();
  EXPECT_EQ(format.from_float(largest), format.infinity);
  EXPECT_EQ(format.from_float(-largest), format.infinity | 0x8000);
  EXPECT_EQ(format.from_double(1e300), format.infinity);
  EXPECT_EQ(format.from_double(-1e300), format.infinity | 0x8000);
  EXPECT_EQ(format.from_double(1e-300), 0);
  EXPECT_EQ(format.from_double(-1e-300), 0x8000);
}

INSTANTIATE_TEST_SUITE_P(Formats, Float16Test, ::testing::Values(kHalf, kBrain),
                         [](const auto& format) { return std::string(format.param.name); });

TEST(Float16, ComparesValues) {
  EXPECT_EQ(Float16(0.0f), Float16(-0.0f));
  EXPECT_FALSE(Float16(NAN) == Float16(NAN));
  EXPECT_EQ(BFloat16(1.5f), BFloat16::from_double(1.5));
  EXPECT_EQ(static_cast<float>(Float16(65519.0f)), 65504.0f);
  EXPECT_EQ(static_cast<float>(Float16(65520.0f)), kInfinity);
}

TEST(RoundToOdd, KeepsWhatIsExactAndMarksTheRest) {
  EXPECT_EQ(round_to_odd(1.0), 1.0f);
  EXPECT_EQ(round_to_odd(-0.0), 0.0f);
  EXPECT_TRUE(std::signbit(round_to_odd(-0.0)));
  EXPECT_EQ(round_to_odd(kInfinity), kInfinity);
  EXPECT_TRUE(std::isnan(round_to_odd(NAN)));
  EXPECT_EQ(round_to_odd(1.0 + 0x1p-40), std::nextafter(1.0f, 2.0f));
  EXPECT_EQ(round_to_odd(1.0 - 0x1p-40), std::nextafter(1.0f, 0.0f));
  EXPECT_EQ(round_to_odd(-1.0 - 0x1p-40), -std::nextafter(1.0f, 2.0f));
  EXPECT_EQ(round_to_odd(1e-300), std::numeric_limits<float>::denorm_min());
  EXPECT_EQ(round_to_odd(1e300), std::numeric_limits<float>::max());
}

}  // namespace
}  // namespace ort
