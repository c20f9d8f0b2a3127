#pragma once

#include <vector>

#include "libort/plan/partition.h"

namespace ort {

/// Moves nodes that compute with shapes from a device to the CPU provider, which is the last of `providers`: those that
/// read only results of Shape and Size, results of nodes moved before, and small constants. There the plan knows their
/// results without running them, and no value has to come back from the device. float16 and bfloat16 stay where they
/// are. Nodes that the CPU provider does not take stay, too.
void keep_shape_arithmetic_on_cpu(const Graph& graph, std::span<const std::shared_ptr<ExecutionProvider>> providers,
                                  std::vector<Assignment>& assignments);

}  // namespace ort
