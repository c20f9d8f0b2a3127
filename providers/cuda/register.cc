#include "providers/cuda/families.h"
#include "providers/portable/families.h"

namespace ort::cuda {

void register_kernels(KernelRegistry& kernels) {
  portable::register_moves(kernels, portable::kFixedSizeTensors);
  register_activation(kernels);
  register_arithmetic(kernels);
  register_comparison(kernels);
  register_elementwise_math(kernels);
  register_float_class(kernels);
  register_gelu(kernels);
  register_gemm(kernels);
  register_logic(kernels);
  register_matmul(kernels);
  register_trilu(kernels);
  register_where(kernels);
}

}  // namespace ort::cuda
