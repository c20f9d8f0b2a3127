#pragma once

#include <memory>
#include <vector>

#include "libort/core/allocator.h"
#include "libort/runtime/provider_module.h"
#include "providers/cuda/blas.h"
#include "providers/cuda/dnn.h"
#include "providers/cuda/provider_options.h"

namespace ort::cuda {

/// What the provider leaves to libraries: cuBLASLt and cuDNN, or their double. One object serves one provider.
struct MathLibraries {
  std::shared_ptr<Blas> blas;
  std::shared_ptr<Dnn> dnn;
};

/// Loads nothing yet: a library that no node needs may be missing. `memory` is the device's, for trying algorithms.
MathLibraries make_math_libraries(const ProviderOptions& options, const std::shared_ptr<Allocator>& memory);

/// Which libraries of this kind the machine has.
std::vector<LibraryReport> math_library_reports();

}  // namespace ort::cuda
