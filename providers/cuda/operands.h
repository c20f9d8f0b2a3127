#pragma once

#include <initializer_list>
#include <vector>

#include "libort/runtime/kernel.h"
#include "providers/cuda/device/index.h"

namespace ort::cuda {

/// Inputs 0 and 1 of a node against its output 0, under the attributes `broadcast` and `axis` where the node has them.
StridedSpace<2> broadcast_of_two(const PlanContext& context);

/// Inputs that the result may overwrite: those that are not broadcast and have elements of the same size.
std::vector<Reuse> in_place_inputs(const PlanContext& context, std::initializer_list<int> inputs);

}  // namespace ort::cuda
