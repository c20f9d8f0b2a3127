#include "libort/plan/partition.h"

#include "libort/plan/shape_arithmetic.h"

namespace ort {
namespace {

Assignment assign(const Graph& graph, NodeId id, std::span<const std::shared_ptr<ExecutionProvider>> providers,
                  const OpRegistry& ops) {
  const Node& node = graph.node(id);
  Assignment assignment;
  assignment.node = id;
  assignment.schema =
      node.since_version == 0 ? nullptr : ops.find_version(node.domain, node.op_type, node.since_version);
  if (assignment.schema == nullptr) {
    assignment.reason = "the operator is not known in this version of its domain";
    return assignment;
  }
  for (const auto& provider : providers) {
    const Support support = provider->supports(graph, node, *assignment.schema);
    const std::string name(provider->name());
    if (support.supported) {
      assignment.provider = provider.get();
      assignment.kernel = provider->kernels().find(graph, node, *assignment.schema).def;
      assignment.reason += name + ": it has a kernel";
      return assignment;
    }
    assignment.reason += name + ": " + support.reason + "; ";
  }
  assignment.reason.resize(assignment.reason.size() - (providers.empty() ? 0 : 2));
  return assignment;
}

}  // namespace

std::vector<Assignment> partition(const Graph& graph, std::span<const NodeId> nodes,
                                  std::span<const std::shared_ptr<ExecutionProvider>> providers,
                                  const OpRegistry& ops) {
  std::vector<Assignment> assignments;
  assignments.reserve(nodes.size());
  for (const NodeId id : nodes) assignments.push_back(assign(graph, id, providers, ops));
  keep_shape_arithmetic_on_cpu(graph, providers, assignments);
  return assignments;
}

}  // namespace ort
