#pragma once

#include "providers/portable/moved_types.h"

namespace ort {
class KernelRegistry;
}

namespace ort::portable {

// Kernels for providers with a mover, one function for each file of this folder that holds an operator family.
void register_concat_split(KernelRegistry& kernels, const MovedTypes& types);
void register_depth_space(KernelRegistry& kernels, const MovedTypes& types);
void register_expand_tile(KernelRegistry& kernels, const MovedTypes& types);
void register_identity(KernelRegistry& kernels, const MovedTypes& types);
void register_pad(KernelRegistry& kernels, const MovedTypes& types);
void register_reshape(KernelRegistry& kernels, const MovedTypes& types);
void register_slice(KernelRegistry& kernels, const MovedTypes& types);
void register_transpose(KernelRegistry& kernels, const MovedTypes& types);

/// All of them.
void register_moves(KernelRegistry& kernels, const MovedTypes& types = {});

}  // namespace ort::portable
