#pragma once

#include "libort/runtime/kernel.h"
#include "providers/cuda/device/indexed_space.h"

namespace ort::cuda {

/// Output 0 takes the elements of input 0 that input 1 names, as `space` says.
Step gather_step(const PlanContext& context, const IndexedSpace& space);

}  // namespace ort::cuda
