#pragma once

#include <cuda_runtime.h>

#include <cstdint>

#include "providers/cuda/device/candidate.h"

namespace ort::cuda {

/// Sorts each of `lines` lines of `length` candidates in device memory. `length` is a power of two, at least 2.
void sort_lines(cudaStream_t stream, Candidate* candidates, int64_t lines, int64_t length);

}  // namespace ort::cuda
