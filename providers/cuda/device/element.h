#pragma once

// Elements as kernels load and store them: float16 and bfloat16 compute in float and round once.

#include <cuda_runtime.h>

#include "libort/core/float_types.h"
#include "libort/core/type_dispatch.h"

#ifdef __CUDACC__
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#endif

namespace ort::cuda {

template <class T>
__device__ Compute<T> load(const T& element) {
  if constexpr (std::is_same_v<T, Float16>) {
#ifdef __CUDACC__
    return __half2float(__ushort_as_half(element.bits));
#else
    return float16_value(element.bits);
#endif
  } else if constexpr (std::is_same_v<T, BFloat16>) {
#ifdef __CUDACC__
    return __bfloat162float(__ushort_as_bfloat16(element.bits));
#else
    return bfloat16_value(element.bits);
#endif
  } else {
    return element;
  }
}

template <class T>
__device__ void store(T& element, Compute<T> value) {
  if constexpr (std::is_same_v<T, Float16>) {
#ifdef __CUDACC__
    element.bits = __half_as_ushort(__float2half_rn(value));
#else
    element.bits = float16_bits(value);
#endif
  } else if constexpr (std::is_same_v<T, BFloat16>) {
#ifdef __CUDACC__
    element.bits = __bfloat16_as_ushort(__float2bfloat16_rn(value));
#else
    element.bits = bfloat16_bits(value);
#endif
  } else {
    element = value;
  }
}

/// The type in which sums of T are kept: double for double, float for the other floats, 64-bit integers for integers.
template <class T>
using Sum = std::conditional_t<std::is_floating_point_v<Compute<T>>, Compute<T>,
                               std::conditional_t<std::is_signed_v<T>, int64_t, uint64_t>>;

/// An element of `bytes` bytes that is only moved.
struct alignas(16) Bytes16 {
  uint64_t low;
  uint64_t high;
};

}  // namespace ort::cuda
