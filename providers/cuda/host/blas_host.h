#pragma once

#include <memory>

#include "providers/cuda/blas.h"

namespace ort::cuda::host {

/// cuBLASLt's double: the CPU provider's kernels, as work of the stream.
std::shared_ptr<Blas> make_blas();

}  // namespace ort::cuda::host
