#pragma once

#include <memory>

#include "libort/core/allocator.h"
#include "providers/cuda/blas.h"
#include "providers/cuda/provider_options.h"

namespace ort::cuda {

/// cuBLASLt 13, loaded with the first product. Several algorithms are tried on `memory` once for each problem, and the
/// fastest is kept. float computes in TF32 unless `use_tf32` is off.
std::shared_ptr<Blas> make_cublaslt(const ProviderOptions& options, std::shared_ptr<Allocator> memory);

}  // namespace ort::cuda
