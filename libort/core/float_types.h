#pragma once

#include <array>
#include <bit>
#include <cstdint>

#include "ort/data_type.h"

namespace ort {

/// `yes` or `no` without a branch, so that loops become vector code.
constexpr uint32_t select_bits(bool condition, uint32_t yes, uint32_t no) {
  const uint32_t mask = 0u - static_cast<uint32_t>(condition);
  return (yes & mask) | (no & ~mask);
}

/// Conversions between float and the 16-bit floats: exact towards float, rounded once to nearest even from float. A NaN
/// keeps its sign and the upper bits of its payload and becomes quiet. They have no branches, and the CPU's mode for
/// denormals does not matter.
/// Sources: IEEE 754 binary16; bfloat16 as the upper half of binary32.
inline float float16_value(uint16_t bits) {
  constexpr uint32_t kExponent = 0x7c00u << 13;
  constexpr float kDenormalBias = 0x1p-14f;
  const uint32_t magnitude = (bits & 0x7fffu) << 13;
  const uint32_t exponent = magnitude & kExponent;
  const uint32_t normal = magnitude + ((127u - 15u) << 23);
  const uint32_t denormal = std::bit_cast<uint32_t>(std::bit_cast<float>(normal + (1u << 23)) - kDenormalBias);
  const uint32_t quiet = select_bits(magnitude > kExponent, 0x400000u, 0u);
  const uint32_t special = (magnitude + ((255u - 31u) << 23)) | quiet;
  const uint32_t finite = select_bits(exponent == 0, denormal, normal);
  return std::bit_cast<float>(select_bits(exponent == kExponent, special, finite) | (bits & 0x8000u) << 16);
}

inline uint16_t float16_bits(float value) {
  constexpr uint32_t kInfinity = 255u << 23;
  constexpr uint32_t kTooLarge = (127u + 16u) << 23;
  constexpr uint32_t kSmallestNormal = (127u - 14u) << 23;
  constexpr uint32_t kDenormalMagic = (127u - 15u + 23u - 10u + 1u) << 23;
  const uint32_t bits = std::bit_cast<uint32_t>(value);
  const uint32_t magnitude = bits & 0x7fffffffu;
  const uint32_t special = select_bits(magnitude > kInfinity, 0x7e00u | (magnitude >> 13 & 0x3ffu), 0x7c00u);
  const float shifted = std::bit_cast<float>(magnitude) + std::bit_cast<float>(kDenormalMagic);
  const uint32_t denormal = std::bit_cast<uint32_t>(shifted) - kDenormalMagic;
  const uint32_t normal = (magnitude - ((127u - 15u) << 23) + 0xfffu + (magnitude >> 13 & 1u)) >> 13;
  const uint32_t finite = select_bits(magnitude < kSmallestNormal, denormal, normal);
  return static_cast<uint16_t>(select_bits(magnitude >= kTooLarge, special, finite) | (bits >> 16 & 0x8000u));
}

inline float bfloat16_value(uint16_t bits) { return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16); }

inline uint16_t bfloat16_bits(float value) {
  const uint32_t bits = std::bit_cast<uint32_t>(value);
  const bool is_nan = (bits & 0x7fffffffu) > 0x7f800000u;
  const uint32_t rounded = bits + 0x7fffu + (bits >> 16 & 1u);
  return static_cast<uint16_t>(select_bits(is_nan, bits | 0x400000u, rounded) >> 16);
}

/// The float from which float16_bits and bfloat16_bits make what one rounding of `value` makes: inexact results have an
/// odd last bit, so that no tie appears that is none ("rounding to odd", Boldo and Melquiond 2008).
float round_to_odd(double value);

/// One bit layout of a small float. Use `from_double` for doubles: by way of float they would be rounded twice.
struct Float16 {
  uint16_t bits = 0;
  Float16() = default;
  explicit Float16(float value) : bits(float16_bits(value)) {}
  static Float16 from_double(double value) { return Float16(round_to_odd(value)); }
  explicit operator float() const { return float16_value(bits); }
  bool operator==(const Float16& other) const { return float(*this) == float(other); }
};

struct BFloat16 {
  uint16_t bits = 0;
  BFloat16() = default;
  explicit BFloat16(float value) : bits(bfloat16_bits(value)) {}
  static BFloat16 from_double(double value) { return BFloat16(round_to_odd(value)); }
  explicit operator float() const { return bfloat16_value(bits); }
  bool operator==(const BFloat16& other) const { return float(*this) == float(other); }
};

/// How Cast and QuantizeLinear treat what does not fit into a small float.
enum class Overflow { kSaturate, kSpecial };  ///< to the largest finite value; or to infinity/NaN as ONNX's tables say

/// How Cast to float8e8m0 rounds (attribute round_mode of Cast-24); kNearest takes ties up.
enum class RoundMode { kUp, kDown, kNearest };

/// Bits of `value` in the 8-, 6- or 4-bit float type `dtype` (kFloat8E4M3FN .. kFloat8E5M2FNUZ, kFloat8E8M0,
/// kFloat4E2M1, kFloat6E2M3, kFloat6E3M2), in the low bits of the result. Rounds once, from double, to nearest even
/// (E8M0: as `mode` says). float4 and float6 always saturate and take NaN to -0. E8M0 ignores the sign.
/// Sources: Cast-25 and "Float stored in 8 bits", "4 bits", "6 bits" of ONNX; OCP 8-bit and MX formats.
/// Throws (usage) for another type.
uint8_t small_float_bits(DataType dtype, double value, Overflow overflow = Overflow::kSaturate,
                         RoundMode mode = RoundMode::kUp);

/// The value of every code of such a type; codes beyond its width repeat. For loops: one look-up per element.
const std::array<float, 256>& small_float_values(DataType dtype);

inline float small_float_value(DataType dtype, uint8_t bits) { return small_float_values(dtype)[bits]; }

}  // namespace ort
