#pragma once

#include <cmath>
#include <cstdint>

#include "ort/data_type.h"

namespace ort {

/// One bit layout of a small float: conversions are exact towards float and round to nearest even from float.
/// Sources: IEEE 754 binary16; bfloat16; OCP 8-bit and MX formats; ONNX "Float stored in 8 bits", "4 bits", "6 bits".
struct Float16 {
  uint16_t bits = 0;
  Float16() = default;
  explicit Float16(float value);
  explicit operator float() const;
  bool operator==(const Float16& other) const { return float(*this) == float(other); }
};

struct BFloat16 {
  uint16_t bits = 0;
  BFloat16() = default;
  explicit BFloat16(float value);
  explicit operator float() const;
  bool operator==(const BFloat16& other) const { return float(*this) == float(other); }
};

/// How Cast and QuantizeLinear treat what does not fit into a small float.
enum class Overflow { kSaturate, kSpecial };  ///< to the largest finite value; or to infinity/NaN as ONNX's tables say

/// How Cast to float8e8m0 rounds (attribute round_mode of Cast-24).
enum class RoundMode { kUp, kDown, kNearest };

uint16_t float16_bits(float value);
float float16_value(uint16_t bits);
uint16_t bfloat16_bits(float value);
float bfloat16_value(uint16_t bits);

/// Bits of `value` in the 8-, 6- or 4-bit float type `dtype` (kFloat8E4M3FN .. kFloat8E5M2FNUZ, kFloat8E8M0,
/// kFloat4E2M1, kFloat6E2M3, kFloat6E3M2), in the low bits of the result. float4 and float6 always saturate.
/// Rounds once, from double, to nearest even (E8M0: as `mode` says).
uint8_t small_float_bits(DataType dtype, double value, Overflow overflow = Overflow::kSaturate, RoundMode mode = RoundMode::kUp);
float small_float_value(DataType dtype, uint8_t bits);

inline Float16::Float16(float value) : bits(float16_bits(value)) {}
inline Float16::operator float() const { return float16_value(bits); }
inline BFloat16::BFloat16(float value) : bits(bfloat16_bits(value)) {}
inline BFloat16::operator float() const { return bfloat16_value(bits); }

}  // namespace ort
