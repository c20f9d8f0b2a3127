#pragma once

#include "libort/runtime/kernel_registry.h"

namespace ort::cuda {

/// Every kernel of the provider; the families below in one call.
void register_kernels(KernelRegistry& kernels);

void register_activation(KernelRegistry& kernels);
void register_arg_max(KernelRegistry& kernels);
void register_arithmetic(KernelRegistry& kernels);
void register_batch_normalization(KernelRegistry& kernels);
void register_comparison(KernelRegistry& kernels);
void register_elementwise_math(KernelRegistry& kernels);
void register_float_class(KernelRegistry& kernels);
void register_gelu(KernelRegistry& kernels);
void register_gemm(KernelRegistry& kernels);
void register_instance_normalization(KernelRegistry& kernels);
void register_layer_normalization(KernelRegistry& kernels);
void register_logic(KernelRegistry& kernels);
void register_lrn(KernelRegistry& kernels);
void register_matmul(KernelRegistry& kernels);
void register_reduce(KernelRegistry& kernels);
void register_resize(KernelRegistry& kernels);
void register_softmax(KernelRegistry& kernels);
void register_trilu(KernelRegistry& kernels);
void register_where(KernelRegistry& kernels);

}  // namespace ort::cuda
