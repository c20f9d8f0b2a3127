#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ort {

/// Element types of tensors, with the numbers of ONNX's TensorProto.DataType (IR 14).
enum class DataType : int32_t {
  kUndefined = 0,
  kFloat = 1,
  kUint8 = 2,
  kInt8 = 3,
  kUint16 = 4,
  kInt16 = 5,
  kInt32 = 6,
  kInt64 = 7,
  kString = 8,
  kBool = 9,
  kFloat16 = 10,
  kDouble = 11,
  kUint32 = 12,
  kUint64 = 13,
  kComplex64 = 14,
  kComplex128 = 15,
  kBfloat16 = 16,
  kFloat8E4M3FN = 17,
  kFloat8E4M3FNUZ = 18,
  kFloat8E5M2 = 19,
  kFloat8E5M2FNUZ = 20,
  kUint4 = 21,
  kInt4 = 22,
  kFloat4E2M1 = 23,
  kFloat8E8M0 = 24,
  kUint2 = 25,
  kInt2 = 26,
  kFloat6E2M3 = 27,
  kFloat6E3M2 = 28,
};

inline constexpr int kDataTypeCount = 29;  ///< kUndefined included

/// True for the 28 element types; false for kUndefined and for numbers outside the enumeration.
bool is_known(DataType dtype);

/// ONNX's name in lower case: "float", "int64", "bfloat16", "float8e4m3fn", "uint4", ...; "undefined" otherwise.
std::string_view data_type_name(DataType dtype);

/// The inverse of `data_type_name`; also takes the short forms "f32", "f16", "bf16", "f64", "i8".."i64", "u8".."u64",
/// "i4", "u4", "i2", "u2", "str", "bool", "c64", "c128". kUndefined when the name is not known.
DataType data_type_from_name(std::string_view name);

/// Bits that one element takes in a buffer: 1 byte for bool, 4, 2 and 6 for the packed types, sizeof(std::string) * 8
/// for strings (which live as objects, not as bytes).
int data_type_bits(DataType dtype);

/// True for types whose elements share bytes: (u)int4, (u)int2, float4, float6.
bool is_packed(DataType dtype);

/// Bytes of a buffer with `elements` elements, packed types rounded up to whole bytes. Throws ort::Error (limit) when
/// the size does not fit in 63 bits.
std::size_t buffer_bytes(DataType dtype, int64_t elements);

}  // namespace ort
