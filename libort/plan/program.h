#pragma once

#include <memory>
#include <string>
#include <vector>

#include "libort/core/stages.h"
#include "libort/graph/graph.h"
#include "libort/plan/device_constants.h"
#include "libort/plan/partition.h"
#include "libort/runtime/kernel.h"
#include "libort/runtime/node_record.h"
#include "ort/enums.h"

namespace ort {

/// A node with everything about it that no run changes.
struct BoundNode {
  NodeId id = kNoNode;
  const Node* node = nullptr;
  const OpSchema* schema = nullptr;
  const KernelDef* def = nullptr;
  std::size_t provider = 0;  ///< index into Program::providers
  std::unique_ptr<Kernel> kernel;
  NodeRecord record;

  bool reads_on_host(std::size_t input) const;  ///< the kernel wants this input in CPU memory
  bool writes_on_host(std::size_t output) const;
};

/// An optimized graph with a kernel for every node: what plans are made from. Lives as long as the session.
struct Program {
  Graph graph;
  std::shared_ptr<const void> model_bytes;  ///< constants may point into it
  std::vector<std::shared_ptr<ExecutionProvider>> providers;
  std::vector<BoundNode> nodes;         ///< in the order of execution
  std::vector<Assignment> assignments;  ///< the same order
  std::unique_ptr<DeviceConstants> device_constants = std::make_unique<DeviceConstants>();
};

/// For every value of the graph the provider in whose memory it is read first: the first provider beside the CPU's that
/// reads it on its device, else null.
std::vector<ExecutionProvider*> reading_providers(const Program& program);

/// For every value of the graph the provider in whose memory it is made; null for the CPU's memory.
std::vector<ExecutionProvider*> producing_providers(const Program& program);

/// Order of execution: nodes keep the model's order where it is a topological one; PRIORITY_BASED lets Shape and Size
/// go as early as they can.
std::vector<NodeId> execution_order(const Graph& graph, ExecutionOrder order);

/// Binds every node to the first provider that takes it and makes its kernel.
/// Throws (unsupported) NOT_IMPLEMENTED "Could not find an implementation for <Op>(<since>) node with name '<n>'" for
/// all nodes that nobody takes, and what kernels throw when they are made, with the node. Stages:
/// "initialize/partition", "initialize/kernels".
std::unique_ptr<Program> make_program(Graph graph, std::vector<std::shared_ptr<ExecutionProvider>> providers,
                                      const OpRegistry& ops, ExecutionOrder order = ExecutionOrder::DEFAULT,
                                      StageListener* stages = nullptr);

}  // namespace ort
