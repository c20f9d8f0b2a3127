#include "providers/cuda/math_libraries.h"

#include "providers/cuda/blas_cublaslt.h"
#include "providers/cuda/cuda_libraries.h"
#include "providers/cuda/dnn_cudnn.h"

namespace ort::cuda {

MathLibraries make_math_libraries(const ProviderOptions& options, const std::shared_ptr<Allocator>& memory) {
  return {make_cublaslt(options, memory), make_cudnn(options, memory)};
}

std::vector<LibraryReport> math_library_reports() { return {cublaslt_library().report(), cudnn_library().report()}; }

}  // namespace ort::cuda
