#pragma once

#include <string>

#include "libort/optimizer/fusion.h"

namespace ort {

/// `origin` as the operator `op_type` of com.microsoft, which takes the same inputs and attributes and an activation.
Node fused_node(const Node& origin, std::string op_type, const std::string& activation, const OpRegistry& ops);

/// True when the operator's definition allows the types of the node's inputs and the CPU has a kernel for them.
bool runs_fused(const Graph& graph, const Node& fused, const PassContext& context);

}  // namespace ort
