#pragma once

#include "libort/runtime/kernel_registry.h"

namespace ort::cuda {

/// All kernels of this folder.
const KernelRegistry& kernel_registry();

void register_activation(KernelRegistry& kernels);
void register_arg_max(KernelRegistry& kernels);
void register_arithmetic(KernelRegistry& kernels);
void register_attention(KernelRegistry& kernels);
void register_batch_normalization(KernelRegistry& kernels);
void register_cast(KernelRegistry& kernels);
void register_comparison(KernelRegistry& kernels);
void register_constant(KernelRegistry& kernels);
void register_conv(KernelRegistry& kernels);
void register_conv_transpose(KernelRegistry& kernels);
void register_cum_sum(KernelRegistry& kernels);
void register_dropout(KernelRegistry& kernels);
void register_elementwise_math(KernelRegistry& kernels);
void register_float_class(KernelRegistry& kernels);
void register_gather(KernelRegistry& kernels);
void register_gather_elements(KernelRegistry& kernels);
void register_gelu(KernelRegistry& kernels);
void register_gemm(KernelRegistry& kernels);
void register_instance_normalization(KernelRegistry& kernels);
void register_layer_normalization(KernelRegistry& kernels);
void register_logic(KernelRegistry& kernels);
void register_lrn(KernelRegistry& kernels);
void register_matmul(KernelRegistry& kernels);
void register_one_hot(KernelRegistry& kernels);
void register_pool(KernelRegistry& kernels);
void register_range(KernelRegistry& kernels);
void register_reduce(KernelRegistry& kernels);
void register_resize(KernelRegistry& kernels);
void register_scatter(KernelRegistry& kernels);
void register_softmax(KernelRegistry& kernels);
void register_tensor_scatter(KernelRegistry& kernels);
void register_top_k(KernelRegistry& kernels);
void register_trilu(KernelRegistry& kernels);
void register_variadic_arithmetic(KernelRegistry& kernels);
void register_where(KernelRegistry& kernels);

}  // namespace ort::cuda
