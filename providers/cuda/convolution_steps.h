#pragma once

#include "libort/runtime/kernel.h"

namespace ort::cuda {

/// `library` in runs whose addresses are aligned as a library of convolutions asks, else `direct`, which takes any; it
/// needs no workspace. `direct` alone when `library` has no `run`.
Step where_aligned(Step library, Step direct);

}  // namespace ort::cuda
