#include "providers/cuda/math_libraries.h"

#include "providers/cuda/host/blas_host.h"
#include "providers/cuda/host/dnn_host.h"

namespace ort::cuda {

MathLibraries make_math_libraries(const ProviderOptions&, const std::shared_ptr<Allocator>&) {
  return {host::make_blas(), host::make_dnn()};
}

std::vector<LibraryReport> math_library_reports() { return {}; }

}  // namespace ort::cuda
