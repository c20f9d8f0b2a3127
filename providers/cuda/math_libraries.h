#pragma once

#include <memory>
#include <vector>

#include "libort/runtime/provider_module.h"
#include "providers/cuda/provider_options.h"

namespace ort::cuda {

class Blas;
class Dnn;

/// What the provider leaves to libraries: cuBLASLt and cuDNN, or their double. One object serves one provider.
struct MathLibraries {
  std::shared_ptr<Blas> blas;
  std::shared_ptr<Dnn> dnn;
};
MathLibraries make_math_libraries(const ProviderOptions& options);

/// Which libraries of this kind the machine has.
std::vector<LibraryReport> math_library_reports();

}  // namespace ort::cuda
