#pragma once

#include <cuda_runtime.h>

#include "libort/core/tensor.h"

namespace ort::cuda {

/// Fills `target`, on the device, with the only element of `value`, on the CPU. Both have one type, whose elements have
/// whole bytes of their own.
void fill(cudaStream_t stream, const Tensor& value, Tensor& target);

}  // namespace ort::cuda
