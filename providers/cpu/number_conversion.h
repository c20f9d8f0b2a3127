#pragma once

#include <cstddef>
#include <cstdint>

#include "libort/core/float_types.h"
#include "ort/data_type.h"

namespace ort::cpu {

/// Numbers of any element type pass through three wide types on their way to any other, in pieces: doubles for floats,
/// uint64 for uint64, int64 for the other integers and bool. Each holds its narrow types exactly.
enum class WideType { kDouble, kInt64, kUint64 };

WideType wide_type(DataType dtype);

/// Elements of a piece. Pieces begin at multiples of it, which are whole bytes for packed types as well.
inline constexpr int64_t kConversionPiece = 256;

/// Elements [begin, begin + count) of the tensor at `tensor`, whose wide type is that of `numbers`.
void load_numbers(DataType dtype, const std::byte* tensor, int64_t begin, int64_t count, double* numbers);
void load_numbers(DataType dtype, const std::byte* tensor, int64_t begin, int64_t count, int64_t* numbers);
void load_numbers(DataType dtype, const std::byte* tensor, int64_t begin, int64_t count, uint64_t* numbers);

/// How numbers that do not fit become small floats.
struct SmallFloatRounding {
  Overflow overflow = Overflow::kSaturate;
  RoundMode mode = RoundMode::kUp;
};

/// The inverse, to any numeric type or bool. Floats are rounded once, to nearest even; floats become integers by
/// truncation and saturate, NaN becomes 0; integers keep their low bits, and so do floats that become (u)int4 or
/// (u)int2; everything but 0 is true. Source: Cast-28 and its reference implementation.
void store_numbers(const double* numbers, int64_t count, DataType dtype, const SmallFloatRounding& rounding,
                   std::byte* tensor, int64_t begin);
void store_numbers(const int64_t* numbers, int64_t count, DataType dtype, const SmallFloatRounding& rounding,
                   std::byte* tensor, int64_t begin);
void store_numbers(const uint64_t* numbers, int64_t count, DataType dtype, const SmallFloatRounding& rounding,
                   std::byte* tensor, int64_t begin);

}  // namespace ort::cpu
