#include "libort/core/float_types.h"

#include <string>

#include "libort/core/fail.h"

namespace ort {
namespace {

/// What the codes at the top of the range mean.
enum class Specials {
  kNone,          ///< all codes are finite
  kIeee,          ///< the largest exponent: infinity and NaN
  kNanOnly,       ///< all bits set: NaN ("FN")
  kNegativeZero,  ///< the code of negative zero is the only NaN ("FNUZ")
};

struct Layout {
  int exponent_bits;
  int mantissa_bits;
  int bias;
  Specials specials;

  constexpr int sign_bit() const { return 1 << (exponent_bits + mantissa_bits); }
  constexpr int all_ones() const { return sign_bit() - 1; }
  constexpr int infinity() const { return ((1 << exponent_bits) - 1) << mantissa_bits; }

  constexpr int largest_finite() const {
    if (specials == Specials::kIeee) return infinity() - 1;
    return specials == Specials::kNanOnly ? all_ones() - 1 : all_ones();
  }

  /// Bits without sign; kNegativeZero's single NaN has the sign bit.
  constexpr int nan() const {
    if (specials == Specials::kNegativeZero) return sign_bit();
    return specials == Specials::kNone ? sign_bit() : all_ones();
  }
};

constexpr Layout kE4M3FN = {4, 3, 7, Specials::kNanOnly};
constexpr Layout kE4M3FNUZ = {4, 3, 8, Specials::kNegativeZero};
constexpr Layout kE5M2 = {5, 2, 15, Specials::kIeee};
constexpr Layout kE5M2FNUZ = {5, 2, 16, Specials::kNegativeZero};
constexpr Layout kE2M1 = {2, 1, 1, Specials::kNone};
constexpr Layout kE2M3 = {2, 3, 1, Specials::kNone};
constexpr Layout kE3M2 = {3, 2, 3, Specials::kNone};

constexpr uint8_t kE8M0Nan = 0xff;
constexpr int kE8M0Bias = 127;

/// Two to the power of `exponent`, which is that of a normal float.
constexpr float power_of_two(int exponent) { return std::bit_cast<float>(static_cast<uint32_t>(exponent + 127) << 23); }

constexpr float decoded(const Layout& layout, int code) {
  constexpr float kNan = std::bit_cast<float>(0x7fc00000u);
  constexpr float kInfinity = std::bit_cast<float>(0x7f800000u);
  const int magnitude = code & layout.all_ones();
  const bool negative = (code & layout.sign_bit()) != 0;
  if (layout.specials == Specials::kNegativeZero && negative && magnitude == 0) return kNan;
  if (layout.specials != Specials::kNegativeZero && magnitude > layout.largest_finite()) {
    if (layout.specials == Specials::kNanOnly || magnitude > layout.infinity()) return negative ? -kNan : kNan;
    return negative ? -kInfinity : kInfinity;
  }
  const int exponent = magnitude >> layout.mantissa_bits;
  const int fraction = magnitude & ((1 << layout.mantissa_bits) - 1);
  const int significand = exponent == 0 ? fraction : fraction | 1 << layout.mantissa_bits;
  const int scale = (exponent == 0 ? 1 : exponent) - layout.bias - layout.mantissa_bits;
  const float value = static_cast<float>(significand) * power_of_two(scale);
  return negative ? -value : value;
}

constexpr std::array<float, 256> decoded_table(const Layout& layout) {
  std::array<float, 256> table = {};
  for (int code = 0; code < 256; ++code) {
    table[static_cast<std::size_t>(code)] = decoded(layout, code & (layout.sign_bit() | layout.all_ones()));
  }
  return table;
}

constexpr std::array<float, 256> e8m0_table() {
  std::array<float, 256> table = {};
  table[0] = 0x1p-127f;
  for (int code = 1; code < kE8M0Nan; ++code) table[static_cast<std::size_t>(code)] = power_of_two(code - kE8M0Bias);
  table[kE8M0Nan] = std::bit_cast<float>(0x7fc00000u);
  return table;
}

constexpr std::array<float, 256> kE4M3FNValues = decoded_table(kE4M3FN);
constexpr std::array<float, 256> kE4M3FNUZValues = decoded_table(kE4M3FNUZ);
constexpr std::array<float, 256> kE5M2Values = decoded_table(kE5M2);
constexpr std::array<float, 256> kE5M2FNUZValues = decoded_table(kE5M2FNUZ);
constexpr std::array<float, 256> kE2M1Values = decoded_table(kE2M1);
constexpr std::array<float, 256> kE2M3Values = decoded_table(kE2M3);
constexpr std::array<float, 256> kE3M2Values = decoded_table(kE3M2);
constexpr std::array<float, 256> kE8M0Values = e8m0_table();

constexpr uint64_t kDoubleFraction = (uint64_t{1} << 52) - 1;
constexpr int kDoubleSpecial = 1024;

int exponent_of(uint64_t double_bits) { return static_cast<int>(double_bits >> 52 & 0x7ff) - 1023; }

/// Code of a finite magnitude rounded to nearest even, as if the exponent had no end. Counted from the code of zero,
/// the significand in units of the last place adds itself to the exponent: a carry makes the next binade.
int64_t rounded_magnitude(const Layout& layout, uint64_t double_bits) {
  const int smallest_exponent = 1 - layout.bias;
  const int exponent = exponent_of(double_bits);
  const int binade = exponent < smallest_exponent ? smallest_exponent : exponent;
  const int shift = 52 - layout.mantissa_bits + (binade - exponent);
  if (shift > 53) return 0;
  const uint64_t significand = (double_bits & kDoubleFraction) | (uint64_t{1} << 52);
  const uint64_t half_minus_one = (uint64_t{1} << (shift - 1)) - 1;
  const uint64_t units = (significand + half_minus_one + (significand >> shift & 1)) >> shift;
  return static_cast<int64_t>(units) + ((static_cast<int64_t>(binade) - smallest_exponent) << layout.mantissa_bits);
}

uint8_t encoded(const Layout& layout, double value, Overflow overflow) {
  const uint64_t bits = std::bit_cast<uint64_t>(value);
  const bool negative = bits >> 63 != 0;
  const bool special = exponent_of(bits) == kDoubleSpecial;
  const int sign = negative ? layout.sign_bit() : 0;
  const bool keeps_sign = layout.specials == Specials::kIeee || layout.specials == Specials::kNanOnly;
  const int nan = keeps_sign ? layout.nan() | sign : layout.nan();
  if (special && (bits & kDoubleFraction) != 0) return static_cast<uint8_t>(nan);
  const int64_t magnitude = special ? INT64_MAX : rounded_magnitude(layout, bits);
  if (magnitude > layout.largest_finite()) {
    if (overflow == Overflow::kSaturate || layout.specials == Specials::kNone) {
      return static_cast<uint8_t>(sign | layout.largest_finite());
    }
    return static_cast<uint8_t>(layout.specials == Specials::kIeee ? sign | layout.infinity() : nan);
  }
  const bool lost_sign = magnitude == 0 && layout.specials == Specials::kNegativeZero;
  return static_cast<uint8_t>(lost_sign ? 0 : sign | static_cast<int>(magnitude));
}

uint8_t encoded_e8m0(double value, Overflow overflow, RoundMode mode) {
  const uint64_t bits = std::bit_cast<uint64_t>(value);
  const uint64_t fraction = bits & kDoubleFraction;
  int64_t code = exponent_of(bits) + kE8M0Bias;
  if (exponent_of(bits) == kDoubleSpecial) {
    if (fraction != 0) return kE8M0Nan;
    code = INT64_MAX;
  } else if ((mode == RoundMode::kUp && fraction != 0) || (mode == RoundMode::kNearest && fraction >> 51 != 0)) {
    ++code;
  }
  if (code >= 0 && code < kE8M0Nan) return static_cast<uint8_t>(code);
  if (overflow == Overflow::kSpecial) return kE8M0Nan;
  return code < 0 ? 0 : kE8M0Nan - 1;
}

[[noreturn]] void fail_no_small_float(DataType dtype) {
  fail_usage(std::string(data_type_name(dtype)) + " is no float type of 8, 6 or 4 bits");
}

}  // namespace

float round_to_odd(double value) {
  const float nearest = static_cast<float>(value);
  const uint32_t bits = std::bit_cast<uint32_t>(nearest);
  const double back = nearest;
  const bool inexact = back != value && value == value;
  if (!inexact || (bits & 1) != 0) return nearest;
  const bool away_from_zero = value < 0 ? back < value : back > value;
  return std::bit_cast<float>(away_from_zero ? bits - 1 : bits + 1);
}

uint8_t small_float_bits(DataType dtype, double value, Overflow overflow, RoundMode mode) {
  switch (dtype) {
    case DataType::kFloat8E4M3FN:
      return encoded(kE4M3FN, value, overflow);
    case DataType::kFloat8E4M3FNUZ:
      return encoded(kE4M3FNUZ, value, overflow);
    case DataType::kFloat8E5M2:
      return encoded(kE5M2, value, overflow);
    case DataType::kFloat8E5M2FNUZ:
      return encoded(kE5M2FNUZ, value, overflow);
    case DataType::kFloat8E8M0:
      return encoded_e8m0(value, overflow, mode);
    case DataType::kFloat4E2M1:
      return encoded(kE2M1, value, overflow);
    case DataType::kFloat6E2M3:
      return encoded(kE2M3, value, overflow);
    case DataType::kFloat6E3M2:
      return encoded(kE3M2, value, overflow);
    default:
      fail_no_small_float(dtype);
  }
}

const std::array<float, 256>& small_float_values(DataType dtype) {
  switch (dtype) {
    case DataType::kFloat8E4M3FN:
      return kE4M3FNValues;
    case DataType::kFloat8E4M3FNUZ:
      return kE4M3FNUZValues;
    case DataType::kFloat8E5M2:
      return kE5M2Values;
    case DataType::kFloat8E5M2FNUZ:
      return kE5M2FNUZValues;
    case DataType::kFloat8E8M0:
      return kE8M0Values;
    case DataType::kFloat4E2M1:
      return kE2M1Values;
    case DataType::kFloat6E2M3:
      return kE2M3Values;
    case DataType::kFloat6E3M2:
      return kE3M2Values;
    default:
      fail_no_small_float(dtype);
  }
}

}  // namespace ort
