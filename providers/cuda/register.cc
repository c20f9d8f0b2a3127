#include "providers/cuda/families.h"
#include "providers/portable/families.h"

namespace ort::cuda {

namespace {

void register_kernels(KernelRegistry& kernels) {
  portable::register_moves(kernels, portable::kFixedSizeTensors);
  register_activation(kernels);
  register_arg_max(kernels);
  register_arithmetic(kernels);
  register_attention(kernels);
  register_batch_normalization(kernels);
  register_cast(kernels);
  register_comparison(kernels);
  register_constant(kernels);
  register_conv(kernels);
  register_conv_transpose(kernels);
  register_cum_sum(kernels);
  register_dropout(kernels);
  register_elementwise_math(kernels);
  register_float_class(kernels);
  register_gather(kernels);
  register_gather_elements(kernels);
  register_gelu(kernels);
  register_gemm(kernels);
  register_instance_normalization(kernels);
  register_layer_normalization(kernels);
  register_logic(kernels);
  register_lrn(kernels);
  register_matmul(kernels);
  register_one_hot(kernels);
  register_pool(kernels);
  register_range(kernels);
  register_reduce(kernels);
  register_resize(kernels);
  register_scatter(kernels);
  register_softmax(kernels);
  register_tensor_scatter(kernels);
  register_top_k(kernels);
  register_trilu(kernels);
  register_variadic_arithmetic(kernels);
  register_where(kernels);
}

}  // namespace

const KernelRegistry& kernel_registry() {
  static const KernelRegistry registry = [] {
    KernelRegistry kernels;
    register_kernels(kernels);
    return kernels;
  }();
  return registry;
}

}  // namespace ort::cuda
