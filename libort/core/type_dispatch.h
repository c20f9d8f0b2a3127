#pragma once

#include <complex>
#include <cstdint>
#include <string>
#include <type_traits>

#include "libort/core/fail.h"
#include "libort/core/float_types.h"
#include "ort/data_type.h"

namespace ort {

/// The C++ type that stands for an element type in kernels; packed and 8-bit float types have none.
template <class T>
constexpr DataType dtype_of() {
  if constexpr (std::is_same_v<T, float>)
    return DataType::kFloat;
  else if constexpr (std::is_same_v<T, double>)
    return DataType::kDouble;
  else if constexpr (std::is_same_v<T, Float16>)
    return DataType::kFloat16;
  else if constexpr (std::is_same_v<T, BFloat16>)
    return DataType::kBfloat16;
  else if constexpr (std::is_same_v<T, int8_t>)
    return DataType::kInt8;
  else if constexpr (std::is_same_v<T, int16_t>)
    return DataType::kInt16;
  else if constexpr (std::is_same_v<T, int32_t>)
    return DataType::kInt32;
  else if constexpr (std::is_same_v<T, int64_t>)
    return DataType::kInt64;
  else if constexpr (std::is_same_v<T, uint8_t>)
    return DataType::kUint8;
  else if constexpr (std::is_same_v<T, uint16_t>)
    return DataType::kUint16;
  else if constexpr (std::is_same_v<T, uint32_t>)
    return DataType::kUint32;
  else if constexpr (std::is_same_v<T, uint64_t>)
    return DataType::kUint64;
  else if constexpr (std::is_same_v<T, bool>)
    return DataType::kBool;
  else if constexpr (std::is_same_v<T, std::string>)
    return DataType::kString;
  else if constexpr (std::is_same_v<T, std::complex<float>>)
    return DataType::kComplex64;
  else if constexpr (std::is_same_v<T, std::complex<double>>)
    return DataType::kComplex128;
  else
    return DataType::kUndefined;
}

/// A list of C++ element types.
template <class... Ts>
struct Types {};

using FloatTypes = Types<float, double, Float16, BFloat16>;
using SignedTypes = Types<int8_t, int16_t, int32_t, int64_t>;
using NumericTypes =
    Types<float, double, Float16, BFloat16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t>;

/// Calls `visit.template operator()<T>()` with the C++ type of `dtype`, which must be in the list; throws
/// NOT_IMPLEMENTED otherwise.  dispatch(dtype, NumericTypes{}, [&]<class T>() { add<T>(...); });
template <class... Ts, class Visitor>
void dispatch(DataType dtype, Types<Ts...>, Visitor&& visit) {
  const bool found = ((dtype == dtype_of<Ts>() ? (visit.template operator()<Ts>(), true) : false) || ...);
  if (!found) fail_unsupported("no kernel for element type " + std::string(data_type_name(dtype)));
}

/// The type in which a kernel computes: float for float16 and bfloat16, T itself otherwise. Results are rounded once.
template <class T>
using Compute = std::conditional_t<std::is_same_v<T, Float16> || std::is_same_v<T, BFloat16>, float, T>;

}  // namespace ort
