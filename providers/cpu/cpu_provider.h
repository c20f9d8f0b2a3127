#pragma once

#include <memory>

#include "libort/runtime/provider.h"

namespace ort::cpu {

/// All kernels of this folder.
const KernelRegistry& kernel_registry();

/// The provider that runs on the machine's own processor: last in every list, and the one that computes constants.
std::shared_ptr<ExecutionProvider> make_provider(std::shared_ptr<Allocator> allocator);

}  // namespace ort::cpu
