#pragma once

#include "libort/runtime/kernel_registry.h"

namespace ort::cuda {

/// Every kernel of the provider; the families below in one call.
void register_kernels(KernelRegistry& kernels);

void register_activation(KernelRegistry& kernels);
void register_arithmetic(KernelRegistry& kernels);
void register_gemm(KernelRegistry& kernels);
void register_matmul(KernelRegistry& kernels);

}  // namespace ort::cuda
