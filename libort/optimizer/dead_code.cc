#include <vector>

#include "libort/optimizer/passes.h"

namespace ort {
namespace {

/// Nodes that a graph output or a side effect needs.
std::vector<bool> find_live_nodes(const Graph& graph, const OpRegistry& ops) {
  std::vector<bool> live(graph.node_slots(), false);
  std::vector<NodeId> pending;
  const auto need_node = [&](NodeId id) {
    if (id == kNoNode || live[id]) return;
    live[id] = true;
    pending.push_back(id);
  };
  for (const ValueId output : graph.outputs()) need_node(graph.value(output).producer);
  for (NodeId id = 0; id < graph.node_slots(); ++id) {
    const Node& node = graph.node(id);
    if (node.removed) continue;
    const OpSchema* schema = ops.find_version(node.domain, node.op_type, node.since_version);
    if (schema == nullptr || schema->side_effect) need_node(id);
  }
  while (!pending.empty()) {
    const Node& node = graph.node(pending.back());
    pending.pop_back();
    for (const auto* inputs : {&node.inputs, &node.implicit_inputs}) {
      for (const ValueId input : *inputs) {
        if (input != kNoValue) need_node(graph.value(input).producer);
      }
    }
  }
  return live;
}

int remove_dead_nodes(GraphMutator& mutator, const OpRegistry& ops) {
  const Graph& graph = mutator.graph();
  const std::vector<bool> live = find_live_nodes(graph, ops);
  int removed = 0;
  for (NodeId id = static_cast<NodeId>(graph.node_slots()); id-- > 0;) {
    if (live[id] || graph.node(id).removed) continue;
    mutator.remove_node(id);
    ++removed;
  }
  return removed;
}

int drop_unread_constants(GraphMutator& mutator) {
  const Graph& graph = mutator.graph();
  std::vector<bool> is_output(graph.value_count(), false);
  for (const ValueId output : graph.outputs()) is_output[output] = true;
  int dropped = 0;
  for (ValueId id = 0; id < graph.value_count(); ++id) {
    if (graph.value(id).fixed() == nullptr || !graph.value(id).uses.empty() || is_output[id]) continue;
    mutator.clear_constant(id);
    ++dropped;
  }
  return dropped;
}

}  // namespace

int remove_dead_code(GraphMutator& graph, PassContext& context) {
  const int removed = remove_dead_nodes(graph, context.ops);
  return removed + drop_unread_constants(graph);
}

}  // namespace ort
