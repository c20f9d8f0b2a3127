#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "libort/graph/graph.h"
#include "libort/ops/op_registry.h"
#include "libort/runtime/provider.h"

namespace ort {

/// Who runs a node, and why.
struct Assignment {
  NodeId node = kNoNode;
  ExecutionProvider* provider = nullptr;  ///< null: nobody takes it
  const OpSchema* schema = nullptr;       ///< null: the operator is not known
  const KernelDef* kernel = nullptr;
  std::string reason;  ///< a sentence for each provider that was asked
};

/// Asks the providers in their order for every live node, in the order of `nodes`, which is topological. Arithmetic on
/// shapes stays with the CPU provider.
std::vector<Assignment> partition(const Graph& graph, std::span<const NodeId> nodes,
                                  std::span<const std::shared_ptr<ExecutionProvider>> providers, const OpRegistry& ops);

}  // namespace ort
