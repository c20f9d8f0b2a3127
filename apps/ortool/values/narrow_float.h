#pragma once

#include <cstdint>

#include "ort/data_type.h"

namespace ortool {

/// True for the floating point types that C++ lacks: float16, bfloat16, float8*, float6*, float4e2m1.
bool is_narrow_float(ort::DataType dtype);

/// The number that `code` (the bits of one element, in the low end) stands for, by ONNX's definition of the type.
/// `dtype` must be a narrow float.
double decode_narrow_float(ort::DataType dtype, uint32_t code);

/// The code of the nearest number, ties to the even code. What is too large becomes infinity, or the largest number
/// where the type has no infinity; NaN becomes 0 where the type has none.
uint32_t encode_narrow_float(ort::DataType dtype, double number);

}  // namespace ortool
