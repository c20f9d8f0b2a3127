#pragma once

#include <map>
#include <string>
#include <vector>

#include "libort/core/runtime_value.h"
#include "libort/graph/graph.h"

namespace ort::test {

/// Computes the outputs of a graph without bodies: one node after the other through the CPU kernels, each planned for
/// itself. Shares neither plan nor executor with a session. `inputs` by name; constants where there is none.
std::vector<RuntimeValue> interpret(const Graph& graph, const std::map<std::string, RuntimeValue>& inputs);

}  // namespace ort::test
