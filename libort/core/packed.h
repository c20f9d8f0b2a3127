#pragma once

#include <cstddef>
#include <cstdint>

#include "ort/data_type.h"

namespace ort {

/// Packed element types, low bits first: two elements of 4 bits or four of 2 bits in a byte; four elements of 6 bits in
/// three bytes, one stream that starts at the lowest bit. The rest of the last byte is zero.
/// Source: ONNX, TensorProto.raw_data and "Float stored in 4 bits", "6 bits", "Integer stored in 4 bits", "2 bits".

/// Each of `count` elements into the low bits of one byte; the high bits are zero, also for negative int4 and int2.
/// `packed` has buffer_bytes(dtype, count) bytes. Throws (usage) for a type that is not packed.
void unpack(DataType dtype, const std::byte* packed, int64_t count, uint8_t* bits);

/// The inverse: takes the low bits of each byte, ignores the others and writes buffer_bytes(dtype, count) bytes.
void pack(DataType dtype, const uint8_t* bits, int64_t count, std::byte* packed);

/// The value of an unpacked element of kInt4 or kInt2, and of kUint4 or kUint2 as it is.
int8_t sign_extend(DataType dtype, uint8_t bits);

}  // namespace ort
