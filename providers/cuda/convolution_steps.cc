#include "providers/cuda/convolution_steps.h"

#include <utility>

#include "providers/cuda/dnn.h"

namespace ort::cuda {
namespace {

bool is_aligned(const Tensor& tensor) {
  return reinterpret_cast<uintptr_t>(tensor.data()) % kConvolutionAlignment == 0;
}

bool all_aligned(const RunContext& run) {
  for (int i = 0; i < run.input_count(); ++i) {
    if (run.has_input(i) && !is_aligned(run.input(i))) return false;
  }
  return is_aligned(run.output(0));
}

}  // namespace

Step where_aligned(Step library, Step direct) {
  if (!library.run) return direct;
  library.run = [of_library = std::move(library.run), itself = std::move(direct.run)](const RunContext& run) {
    (all_aligned(run) ? of_library : itself)(run);
  };
  return library;
}

}  // namespace ort::cuda
