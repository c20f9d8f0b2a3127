#pragma once

// Elements of one type as elements of another one, as Cast has it.

#include <cuda_runtime.h>

#include <cstdint>
#include <type_traits>

#include "libort/core/saturate.h"
#include "providers/cuda/device/element.h"

namespace ort::cuda {

/// What lies in memory for an element of type T: a bool is a byte, and everything but zero is true.
template <class T>
using Stored = std::conditional_t<std::is_same_v<T, bool>, uint8_t, T>;

/// A double as float16 or bfloat16, rounded once to nearest even.
template <class T>
__device__ T half_from_double(double value) {
#ifdef __CUDACC__
  T element;
  if constexpr (std::is_same_v<T, Float16>) {
    element.bits = __half_as_ushort(__double2half(value));
  } else {
    element.bits = __bfloat16_as_ushort(__double2bfloat16(value));
  }
  return element;
#else
  return T::from_double(value);
#endif
}

/// `value`, which has been loaded, as an element of type T. Floats are rounded once, to nearest even; floats become
/// integers by truncation and saturate, NaN becomes 0; integers keep their low bits; everything but 0 is true.
/// Source: Cast-28, as the CPU provider's store_numbers.
template <class T, class V>
__device__ Stored<T> converted(V value) {
  if constexpr (std::is_same_v<T, bool>) {
    return value != V(0);
  } else if constexpr (std::is_same_v<T, Float16> || std::is_same_v<T, BFloat16>) {
    if constexpr (std::is_same_v<V, double> || (std::is_integral_v<V> && sizeof(V) > 2)) {
      return half_from_double<T>(static_cast<double>(value));
    } else {
      T element;
      store(element, static_cast<float>(value));
      return element;
    }
  } else if constexpr (std::is_integral_v<T> && std::is_floating_point_v<V>) {
    return saturate_to<T>(value);
  } else {
    return static_cast<T>(value);
  }
}

/// Calls `visit.template operator()<T>()` with the C++ type of a numeric `dtype` or bool, inside a kernel. Every thread
/// has the same one. Nothing happens for another type.
template <class Visitor>
__device__ void with_number_type(DataType dtype, const Visitor& visit) {
  switch (dtype) {
    case DataType::kFloat:
      return visit.template operator()<float>();
    case DataType::kDouble:
      return visit.template operator()<double>();
    case DataType::kFloat16:
      return visit.template operator()<Float16>();
    case DataType::kBfloat16:
      return visit.template operator()<BFloat16>();
    case DataType::kInt8:
      return visit.template operator()<int8_t>();
    case DataType::kInt16:
      return visit.template operator()<int16_t>();
    case DataType::kInt32:
      return visit.template operator()<int32_t>();
    case DataType::kInt64:
      return visit.template operator()<int64_t>();
    case DataType::kUint8:
      return visit.template operator()<uint8_t>();
    case DataType::kUint16:
      return visit.template operator()<uint16_t>();
    case DataType::kUint32:
      return visit.template operator()<uint32_t>();
    case DataType::kUint64:
      return visit.template operator()<uint64_t>();
    case DataType::kBool:
      return visit.template operator()<bool>();
    default:
      return;
  }
}

}  // namespace ort::cuda
