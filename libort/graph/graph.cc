#include "libort/graph/graph.h"

#include <algorithm>
#include <set>

namespace ort {

ValueId Graph::find_value(std::string_view value_name) const {
  const auto found = by_name_.find(value_name);
  return found == by_name_.end() ? kNoValue : found->second;
}

std::string Graph::display_name(NodeId id) const {
  const Node& n = node(id);
  return n.name.empty() ? n.op_type + "_" + std::to_string(id) : n.name;
}

namespace {

[[noreturn]] void broken(const std::string& what) {
  throw Error(ErrorCode::kFail, ErrorKind::kInternal, "graph invariant broken: " + what);
}

void verify_inputs(const Graph& graph, NodeId id, const std::vector<ValueId>& inputs, bool implicit) {
  for (std::size_t slot = 0; slot < inputs.size(); ++slot) {
    if (inputs[slot] == kNoValue) continue;
    if (inputs[slot] >= graph.value_count())
      broken("node " + graph.display_name(id) + " reads a value that is not there");
    const auto& uses = graph.value(inputs[slot]).uses;
    const bool listed = std::any_of(uses.begin(), uses.end(), [&](const Use& use) {
      return use.node == id && use.slot == slot && use.implicit == implicit;
    });
    if (!listed)
      broken("value " + graph.value(inputs[slot]).name + " does not know its reader " + graph.display_name(id));
  }
}

void verify_outputs(const Graph& graph, NodeId id) {
  const Node& node = graph.node(id);
  for (std::size_t slot = 0; slot < node.outputs.size(); ++slot) {
    if (node.outputs[slot] == kNoValue) continue;
    const Value& value = graph.value(node.outputs[slot]);
    if (value.producer != id || value.producer_slot != slot)
      broken("value " + value.name + " does not know its producer");
    if (value.is_graph_input) broken("node " + graph.display_name(id) + " writes graph input " + value.name);
  }
}

void verify_uses(const Graph& graph, ValueId id) {
  const Value& value = graph.value(id);
  if (graph.find_value(value.name) != id) broken("value " + value.name + " is not found by its name");
  for (const Use& use : value.uses) {
    if (use.node >= graph.node_slots() || graph.node(use.node).removed)
      broken("value " + value.name + " has a reader that is gone");
    const Node& reader = graph.node(use.node);
    const auto& slots = use.implicit ? reader.implicit_inputs : reader.inputs;
    if (use.slot >= slots.size() || slots[use.slot] != id)
      broken("value " + value.name + " has a reader that does not read it");
  }
}

}  // namespace

void Graph::verify() const {
  for (NodeId id = 0; id < nodes_.size(); ++id) {
    if (nodes_[id].removed) continue;
    verify_inputs(*this, id, nodes_[id].inputs, false);
    verify_inputs(*this, id, nodes_[id].implicit_inputs, true);
    verify_outputs(*this, id);
  }
  for (ValueId id = 0; id < values_.size(); ++id) verify_uses(*this, id);
  topological_order();
}

}  // namespace ort
