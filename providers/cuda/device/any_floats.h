#pragma once

// Floating-point tensors beside the main ones of a kernel, with a type of their own: few elements, so that kernels need
// no copy for each combination of types.

#include <cstdint>

#include "libort/core/tensor.h"
#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel.h"
#include "providers/cuda/device/element.h"

namespace ort::cuda {

/// Passed to kernels by value. Null for a tensor that is absent.
struct AnyFloats {
  void* data = nullptr;
  int64_t dtype = 0;  ///< DataType: float, double, float16 or bfloat16

  __device__ double get(int64_t i) const {
    switch (static_cast<DataType>(dtype)) {
      case DataType::kFloat16:
        return load(static_cast<const Float16*>(data)[i]);
      case DataType::kBfloat16:
        return load(static_cast<const BFloat16*>(data)[i]);
      case DataType::kFloat:
        return static_cast<const float*>(data)[i];
      default:
        return static_cast<const double*>(data)[i];
    }
  }

  /// Does nothing for an absent tensor.
  __device__ void set(int64_t i, double value) const {
    if (data == nullptr) return;
    switch (static_cast<DataType>(dtype)) {
      case DataType::kFloat16:
        return store(static_cast<Float16*>(data)[i], static_cast<float>(value));
      case DataType::kBfloat16:
        return store(static_cast<BFloat16*>(data)[i], static_cast<float>(value));
      case DataType::kFloat:
        return store(static_cast<float*>(data)[i], static_cast<float>(value));
      default:
        return store(static_cast<double*>(data)[i], value);
    }
  }
};

/// To read only.
inline AnyFloats any_floats(const Tensor& tensor) {
  return {const_cast<std::byte*>(tensor.data()), static_cast<int64_t>(tensor.dtype())};
}

inline AnyFloats any_floats_of_output(const RunContext& run, int output) {
  if (!run.has_output(output)) return {};
  Tensor& tensor = run.output(output);
  return {tensor.data(), static_cast<int64_t>(tensor.dtype())};
}

}  // namespace ort::cuda
