#include "providers/cuda/families.h"
#include "providers/portable/families.h"

namespace ort::cuda {

void register_kernels(KernelRegistry& kernels) {
  portable::register_moves(kernels, portable::kFixedSizeTensors);
  register_activation(kernels);
  register_arithmetic(kernels);
  register_gemm(kernels);
  register_matmul(kernels);
}

}  // namespace ort::cuda
