#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "libort/core/float_types.h"
#include "tests/core/small_float_patterns.h"
#include "tests/support/throws_error.h"

namespace ort {
namespace {

using ort::testing::throws_error;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// What ONNX's tables say about one format.
struct Format {
  DataType dtype;
  std::vector<double> finite;  ///< magnitudes in the order of their codes
  int sign;                    ///< the sign bit
  int nan;                     ///< code of NaN of positive sign
  int negative_nan;
  int overflow;           ///< code that kSpecial gives beyond the largest value
  int negative_overflow;  ///< likewise for negative values
  int negative_zero;      ///< code of -0

  int largest() const { return static_cast<int>(finite.size()) - 1; }
  uint8_t encode(double value, Overflow overflow_rule = Overflow::kSaturate) const {
    return small_float_bits(dtype, value, overflow_rule);
  }
};

template <class Patterns>
std::vector<double> magnitudes(const Patterns& patterns, std::size_t finite, double factor = 1) {
  std::vector<double> values(patterns.begin(), patterns.begin() + static_cast<std::ptrdiff_t>(finite));
  for (double& value : values) value *= factor;
  return values;
}

std::vector<Format> formats() {
  using namespace ort::testing;
  return {
      {DataType::kFloat8E4M3FN, magnitudes(kE4M3Patterns, 127), 0x80, 0x7f, 0xff, 0x7f, 0xff, 0x80},
      {DataType::kFloat8E4M3FNUZ, magnitudes(kE4M3Patterns, 128, 0.5), 0x80, 0x80, 0x80, 0x80, 0x80, 0x00},
      {DataType::kFloat8E5M2, magnitudes(kE5M2Patterns, 124), 0x80, 0x7f, 0xff, 0x7c, 0xfc, 0x80},
      {DataType::kFloat8E5M2FNUZ, magnitudes(kE5M2Patterns, 128, 0.5), 0x80, 0x80, 0x80, 0x80, 0x80, 0x00},
      {DataType::kFloat4E2M1, magnitudes(kE2M1Patterns, 8), 0x08, 0x08, 0x08, 0x07, 0x0f, 0x08},
      {DataType::kFloat6E2M3, magnitudes(kE2M3Patterns, 32), 0x20, 0x20, 0x20, 0x1f, 0x3f, 0x20},
      {DataType::kFloat6E3M2, magnitudes(kE3M2Patterns, 32), 0x20, 0x20, 0x20, 0x1f, 0x3f, 0x20},
  };
}

class SmallFloatTest : public ::testing::TestWithParam<Format> {};

TEST_P(SmallFloatTest, EveryFiniteCodeHasItsValueAndComesBack) {
  const Format& format = GetParam();
  for (int code = 0; code <= format.largest(); ++code) {
    const double value = format.finite[static_cast<std::size_t>(code)];
    EXPECT_EQ(small_float_value(format.dtype, static_cast<uint8_t>(code)), value) << code;
    EXPECT_EQ(format.encode(value), code);
    EXPECT_EQ(format.encode(value, Overflow::kSpecial), code);
    const int negative = code == 0 ? format.negative_zero : code | format.sign;
    EXPECT_EQ(small_float_value(format.dtype, static_cast<uint8_t>(negative)), -value) << code;
    EXPECT_EQ(format.encode(-value), negative);
  }
}

TEST_P(SmallFloatTest, OtherCodesAreInfinityAndNan) {
  const Format& format = GetParam();
  for (int code = 0; code < 2 * format.sign; ++code) {
    const float value = small_float_value(format.dtype, static_cast<uint8_t>(code));
    const int magnitude = code & (format.sign - 1);
    const bool is_e5m2_infinity = format.dtype == DataType::kFloat8E5M2 && magnitude == 0x7c;
    const bool is_fnuz_nan = format.negative_zero == 0 && code == format.sign;
    EXPECT_EQ(std::isinf(value), is_e5m2_infinity) << code;
    EXPECT_EQ(std::isnan(value), is_fnuz_nan || (magnitude > format.largest() && !is_e5m2_infinity)) << code;
    EXPECT_TRUE(is_fnuz_nan || std::signbit(value) == (code >= format.sign)) << code;
  }
}

TEST_P(SmallFloatTest, EveryTieGoesToTheEvenNeighbour) {
  const Format& format = GetParam();
  for (int below = 0; below < format.largest(); ++below) {
    const int above = below + 1;
    const double low = format.finite[static_cast<std::size_t>(below)];
    const double middle = (low + format.finite[static_cast<std::size_t>(above)]) / 2;
    EXPECT_EQ(format.encode(middle), below % 2 == 0 ? below : above) << below;
    EXPECT_EQ(format.encode(std::nextafter(middle, 0.0)), below) << below;
    EXPECT_EQ(format.encode(std::nextafter(middle, kInfinity)), above) << below;
    EXPECT_EQ(format.encode(-std::nextafter(middle, kInfinity)), above | format.sign) << below;
  }
}

TEST_P(SmallFloatTest, WhatIsTooLargeFollowsTheOverflowRule) {
  const Format& format = GetParam();
  const double largest = format.finite.back();
  const double before = format.finite[format.finite.size() - 2];
  const double middle = largest + (largest - before) / 2;
  const bool largest_is_even = format.largest() % 2 == 0;
  for (const double value : {std::nextafter(middle, kInfinity), 2 * largest, 1e300, kInfinity}) {
    EXPECT_EQ(format.encode(value), format.largest()) << value;
    EXPECT_EQ(format.encode(-value), format.largest() | format.sign) << value;
    EXPECT_EQ(format.encode(value, Overflow::kSpecial), format.overflow) << value;
    EXPECT_EQ(format.encode(-value, Overflow::kSpecial), format.negative_overflow) << value;
  }
  EXPECT_EQ(format.encode(std::nextafter(middle, 0.0), Overflow::kSpecial), format.largest());
  EXPECT_EQ(format.encode(middle, Overflow::kSpecial), largest_is_even ? format.largest() : format.overflow);
}

TEST_P(SmallFloatTest, NansAndZeros) {
  const Format& format = GetParam();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const Overflow overflow : {Overflow::kSaturate, Overflow::kSpecial}) {
    EXPECT_EQ(format.encode(nan, overflow), format.nan);
    EXPECT_EQ(format.encode(std::copysign(nan, -1.0), overflow), format.negative_nan);
    EXPECT_EQ(format.encode(0.0, overflow), 0);
    EXPECT_EQ(format.encode(-0.0, overflow), format.negative_zero);
    EXPECT_EQ(format.encode(5e-324, overflow), 0);
    EXPECT_EQ(format.encode(-1e-30, overflow), format.negative_zero);
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, SmallFloatTest, ::testing::ValuesIn(formats()),
                         [](const auto& format) { return std::string(data_type_name(format.param.dtype)); });

uint8_t e8m0(double value, RoundMode mode, Overflow overflow = Overflow::kSaturate) {
  return small_float_bits(DataType::kFloat8E8M0, value, overflow, mode);
}

TEST(Float8E8M0, EveryCodeIsAPowerOfTwoAndComesBack) {
  for (int code = 0; code < 255; ++code) {
    const double value = std::ldexp(1.0, code - 127);
    EXPECT_EQ(small_float_value(DataType::kFloat8E8M0, static_cast<uint8_t>(code)), value);
    for (const RoundMode mode : {RoundMode::kUp, RoundMode::kDown, RoundMode::kNearest}) {
      EXPECT_EQ(e8m0(value, mode), code);
      EXPECT_EQ(e8m0(value, mode, Overflow::kSpecial), code);
    }
  }
  EXPECT_TRUE(std::isnan(small_float_value(DataType::kFloat8E8M0, 255)));
}

TEST(Float8E8M0, RoundsAsTheModeSays) {
  for (int code = 0; code < 254; ++code) {
    const double value = std::ldexp(1.0, code - 127);
    EXPECT_EQ(e8m0(std::nextafter(value, kInfinity), RoundMode::kUp), code + 1);
    EXPECT_EQ(e8m0(std::nextafter(2 * value, 0.0), RoundMode::kDown), code);
    EXPECT_EQ(e8m0(1.5 * value, RoundMode::kNearest), code + 1);
    EXPECT_EQ(e8m0(std::nextafter(1.5 * value, 0.0), RoundMode::kNearest), code);
  }
}

TEST(Float8E8M0, SpecialValues) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double beyond = std::ldexp(1.75, 127);
  EXPECT_EQ(e8m0(0.0, RoundMode::kUp), 0);
  EXPECT_EQ(e8m0(nan, RoundMode::kUp), 255);
  EXPECT_EQ(e8m0(kInfinity, RoundMode::kUp), 254);
  EXPECT_EQ(e8m0(beyond, RoundMode::kUp), 254);
  EXPECT_EQ(e8m0(1e-300, RoundMode::kUp), 0);
  EXPECT_EQ(e8m0(0.0, RoundMode::kNearest, Overflow::kSpecial), 255);
  EXPECT_EQ(e8m0(nan, RoundMode::kNearest, Overflow::kSpecial), 255);
  EXPECT_EQ(e8m0(kInfinity, RoundMode::kNearest, Overflow::kSpecial), 255);
  EXPECT_EQ(e8m0(beyond, RoundMode::kNearest, Overflow::kSpecial), 255);
  EXPECT_EQ(e8m0(beyond, RoundMode::kDown, Overflow::kSpecial), 254);
  EXPECT_EQ(e8m0(1e-300, RoundMode::kNearest, Overflow::kSpecial), 255);
  EXPECT_EQ(e8m0(-2.0, RoundMode::kUp), 128);
}

TEST(SmallFloat, RefusesOtherTypes) {
  for (const DataType dtype : {DataType::kFloat, DataType::kInt4, DataType::kUndefined}) {
    EXPECT_TRUE(throws_error([=] { small_float_bits(dtype, 1); }, ErrorCode::kInvalidArgument, ErrorKind::kUsage,
                             "is no float type of 8, 6 or 4 bits"));
    EXPECT_TRUE(throws_error([=] { small_float_value(dtype, 1); }, ErrorCode::kInvalidArgument, ErrorKind::kUsage,
                             "is no float type of 8, 6 or 4 bits"));
  }
}

}  // namespace
}  // namespace ort
