#include "apps/ortool/values/narrow_float.h"

#include <cmath>
#include <cstdlib>
#include <limits>

namespace ortool {
namespace {

using ort::DataType;

/// Codes are sign, exponent, mantissa from high to low bits. Non-negative finite codes run from 0 to `largest` in the
/// order of their numbers.
struct Format {
  int exponent_bits;
  int mantissa_bits;
  int bias;
  uint32_t largest;
  uint32_t infinity;  // 0: none
  uint32_t nan;       // 0: none
  bool has_sign = true;
  bool has_zero = true;
};

const Format* format_of(DataType dtype) {
  static constexpr Format kFloat16{5, 10, 15, 0x7BFF, 0x7C00, 0x7E00};
  static constexpr Format kBfloat16{8, 7, 127, 0x7F7F, 0x7F80, 0x7FC0};
  static constexpr Format kE4M3FN{4, 3, 7, 0x7E, 0, 0x7F};
  static constexpr Format kE4M3FNUZ{4, 3, 8, 0x7F, 0, 0x80};
  static constexpr Format kE5M2{5, 2, 15, 0x7B, 0x7C, 0x7E};
  static constexpr Format kE5M2FNUZ{5, 2, 16, 0x7F, 0, 0x80};
  static constexpr Format kE8M0{8, 0, 127, 0xFE, 0, 0xFF, false, false};
  static constexpr Format kE2M1{2, 1, 1, 0x07, 0, 0};
  static constexpr Format kE2M3{2, 3, 1, 0x1F, 0, 0};
  static constexpr Format kE3M2{3, 2, 3, 0x1F, 0, 0};
  switch (dtype) {
    case DataType::kFloat16:
      return &kFloat16;
    case DataType::kBfloat16:
      return &kBfloat16;
    case DataType::kFloat8E4M3FN:
      return &kE4M3FN;
    case DataType::kFloat8E4M3FNUZ:
      return &kE4M3FNUZ;
    case DataType::kFloat8E5M2:
      return &kE5M2;
    case DataType::kFloat8E5M2FNUZ:
      return &kE5M2FNUZ;
    case DataType::kFloat8E8M0:
      return &kE8M0;
    case DataType::kFloat4E2M1:
      return &kE2M1;
    case DataType::kFloat6E2M3:
      return &kE2M3;
    case DataType::kFloat6E3M2:
      return &kE3M2;
    default:
      return nullptr;
  }
}

uint32_t sign_bit(const Format& format) {
  return format.has_sign ? 1U << (format.exponent_bits + format.mantissa_bits) : 0;
}

double magnitude_of(const Format& format, uint32_t code) {
  const int exponent = static_cast<int>(code >> format.mantissa_bits);
  const uint32_t mantissa = code & ((1U << format.mantissa_bits) - 1);
  const bool is_subnormal = exponent == 0 && format.has_zero;
  const uint32_t significand = is_subnormal ? mantissa : mantissa | 1U << format.mantissa_bits;
  return std::ldexp(significand, (is_subnormal ? 1 : exponent) - format.bias - format.mantissa_bits);
}

/// The code, up to one above the largest, whose number is nearest to the non-negative `number`.
uint32_t nearest_code(const Format& format, double number) {
  uint32_t low = 0;
  uint32_t high = format.largest + 1;
  if (number >= magnitude_of(format, high)) return high;
  while (high - low > 1) {
    const uint32_t middle = low + (high - low) / 2;
    (magnitude_of(format, middle) <= number ? low : high) = middle;
  }
  const double below = number - magnitude_of(format, low);
  const double above = magnitude_of(format, high) - number;
  if (below == above) return low % 2 == 0 ? low : high;
  return below < above ? low : high;
}

}  // namespace

bool is_narrow_float(DataType dtype) { return format_of(dtype) != nullptr; }

double decode_narrow_float(DataType dtype, uint32_t code) {
  const Format& format = *format_of(dtype);
  const uint32_t sign = sign_bit(format);
  const uint32_t magnitude = code & ~sign;
  const bool is_nan =
      format.nan != 0 && (code == format.nan || (magnitude > format.largest && magnitude != format.infinity));
  if (is_nan) return std::numeric_limits<double>::quiet_NaN();
  const bool is_infinite = magnitude > format.largest;
  const double number = is_infinite ? std::numeric_limits<double>::infinity() : magnitude_of(format, magnitude);
  return (code & sign) != 0 ? -number : number;
}

uint32_t encode_narrow_float(DataType dtype, double number) {
  const Format& format = *format_of(dtype);
  if (std::isnan(number)) return format.nan;
  const uint32_t sign = std::signbit(number) ? sign_bit(format) : 0;
  if (!format.has_sign && number < 0) return 0;
  uint32_t code = nearest_code(format, std::abs(number));
  if (code > format.largest) code = format.infinity != 0 ? format.infinity : format.largest;
  const bool zero_is_unsigned = format.nan == sign_bit(format);
  return code == 0 && zero_is_unsigned ? 0 : sign | code;
}

}  // namespace ortool
