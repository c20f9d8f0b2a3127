#include "providers/cuda/families.h"

namespace ort::cuda {

void register_kernels(KernelRegistry& kernels) {
  register_activation(kernels);
  register_arithmetic(kernels);
}

}  // namespace ort::cuda
