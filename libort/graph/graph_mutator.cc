#include "libort/graph/graph_mutator.h"

#include <algorithm>

#include "libort/core/text.h"

namespace ort {

std::string GraphMutator::fresh_name(std::string_view base) const {
  std::string name(base.empty() ? "value" : base);
  for (std::size_t number = graph_.values_.size(); graph_.by_name_.contains(name); ++number) {
    name = std::string(base) + "_" + std::to_string(number);
  }
  return name;
}

ValueId GraphMutator::add_value(std::string name, ValueType type) {
  if (name.empty()) name = fresh_name("value");
  const ValueId id = static_cast<ValueId>(graph_.values_.size());
  if (!graph_.by_name_.emplace(name, id).second) {
    fail_model("This is an invalid model. Error: Duplicate definition of name (" + printable(name) + ").");
  }
  Value value;
  value.name = std::move(name);
  value.type = std::move(type);
  graph_.values_.push_back(std::move(value));
  return id;
}

void GraphMutator::add_graph_input(ValueId value) {
  graph_.values_[value].is_graph_input = true;
  graph_.inputs_.push_back(value);
}

void GraphMutator::add_graph_output(ValueId value) {
  graph_.outputs_.push_back(value);
  ++graph_.values_[value].times_output;
}

void GraphMutator::mark_outer(ValueId value) { graph_.values_[value].is_outer = true; }

void GraphMutator::set_constant(ValueId id, Tensor tensor) {
  Value& value = graph_.values_[id];
  if (value.type.kind == ValueType::Kind::kUnknown) {
    std::vector<Dim> dims(tensor.shape().begin(), tensor.shape().end());
    value.type = ValueType::tensor(tensor.dtype(), SymbolicShape::of(std::move(dims)));
  }
  value.constant = std::move(tensor);
}

void GraphMutator::clear_constant(ValueId value) { graph_.values_[value].constant.reset(); }

void GraphMutator::set_type(ValueId value, ValueType type) { graph_.values_[value].type = std::move(type); }

void GraphMutator::set_doc(ValueId value, std::string doc) { graph_.values_[value].doc = std::move(doc); }

ValueId GraphMutator::add_constant(std::string_view name, Tensor tensor) {
  const ValueId id = add_value(fresh_name(name));
  set_constant(id, std::move(tensor));
  return id;
}

NodeId GraphMutator::add_node(Node node) {
  const NodeId id = static_cast<NodeId>(graph_.nodes_.size());
  for (const ValueId output : node.outputs) {
    if (output == kNoValue) continue;
    const Value& value = graph_.values_[output];
    if (value.producer != kNoNode || value.is_graph_input || value.constant || value.is_outer) {
      fail_model("This is an invalid model. Error: Duplicate definition of name (" + printable(value.name) + ").");
    }
  }
  for (std::size_t slot = 0; slot < node.inputs.size(); ++slot) {
    if (node.inputs[slot] != kNoValue) graph_.values_[node.inputs[slot]].uses.push_back({id, slot, false});
  }
  for (std::size_t slot = 0; slot < node.implicit_inputs.size(); ++slot) {
    graph_.values_[node.implicit_inputs[slot]].uses.push_back({id, slot, true});
  }
  for (std::size_t slot = 0; slot < node.outputs.size(); ++slot) {
    if (node.outputs[slot] == kNoValue) continue;
    graph_.values_[node.outputs[slot]].producer = id;
    graph_.values_[node.outputs[slot]].producer_slot = slot;
  }
  node.removed = false;
  graph_.nodes_.push_back(std::move(node));
  return id;
}

NodeId GraphMutator::add_node(Node node, const std::vector<NodeId>& origins) {
  if (!origins.empty() && node.opset == 0) node.opset = graph_.nodes_[origins.front()].opset;
  const NodeId id = add_node(std::move(node));
  for (const NodeId origin : origins) add_lineage(id, graph_.nodes_[origin].lineage);
  return id;
}

namespace {

/// Looks from the back, where the readers stand that were added last: passes remove nodes in reverse order.
void drop_use(std::vector<Use>& uses, NodeId node, std::size_t slot, bool implicit) {
  const auto found = std::find_if(uses.rbegin(), uses.rend(), [&](const Use& use) {
    return use.node == node && use.slot == slot && use.implicit == implicit;
  });
  if (found == uses.rend()) return;
  *found = uses.back();
  uses.pop_back();
}

}  // namespace

void GraphMutator::remove_node(NodeId id) {
  Node& node = graph_.nodes_[id];
  for (std::size_t slot = 0; slot < node.inputs.size(); ++slot) {
    if (node.inputs[slot] != kNoValue) drop_use(graph_.values_[node.inputs[slot]].uses, id, slot, false);
  }
  for (std::size_t slot = 0; slot < node.implicit_inputs.size(); ++slot) {
    drop_use(graph_.values_[node.implicit_inputs[slot]].uses, id, slot, true);
  }
  for (const ValueId output : node.outputs) {
    if (output != kNoValue) graph_.values_[output].producer = kNoNode;
  }
  node.removed = true;
}

void GraphMutator::set_input(NodeId id, std::size_t slot, ValueId value) {
  Node& node = graph_.nodes_[id];
  if (slot >= node.inputs.size()) node.inputs.resize(slot + 1, kNoValue);
  if (node.inputs[slot] != kNoValue) drop_use(graph_.values_[node.inputs[slot]].uses, id, slot, false);
  node.inputs[slot] = value;
  if (value != kNoValue) graph_.values_[value].uses.push_back({id, slot, false});
}

void GraphMutator::set_implicit_inputs(NodeId id, std::vector<ValueId> values) {
  Node& node = graph_.nodes_[id];
  for (std::size_t slot = 0; slot < node.implicit_inputs.size(); ++slot) {
    drop_use(graph_.values_[node.implicit_inputs[slot]].uses, id, slot, true);
  }
  node.implicit_inputs = std::move(values);
  for (std::size_t slot = 0; slot < node.implicit_inputs.size(); ++slot) {
    graph_.values_[node.implicit_inputs[slot]].uses.push_back({id, slot, true});
  }
}

void GraphMutator::set_attribute(NodeId node, std::string_view name, Attribute value) {
  graph_.nodes_[node].attributes.insert_or_assign(std::string(name), std::move(value));
}

void GraphMutator::set_since_version(NodeId node, int version) { graph_.nodes_[node].since_version = version; }

void GraphMutator::set_name(NodeId node, std::string name) { graph_.nodes_[node].name = std::move(name); }

void GraphMutator::add_lineage(NodeId node, const std::vector<std::string>& names) {
  std::vector<std::string>& lineage = graph_.nodes_[node].lineage;
  for (const std::string& name : names) {
    if (std::find(lineage.begin(), lineage.end(), name) == lineage.end()) lineage.push_back(name);
  }
}

namespace {

bool read_by_subgraph(const Value& value) {
  return std::any_of(value.uses.begin(), value.uses.end(), [](const Use& use) { return use.implicit; });
}

}  // namespace

bool GraphMutator::replace_uses(ValueId from, ValueId to) {
  if (read_by_subgraph(graph_.values_[from])) return false;
  if (graph_.is_graph_output(from)) {
    Value& target = graph_.values_[to];
    const bool fixed_name =
        target.producer == kNoNode || graph_.is_graph_output(to) || target.is_outer || read_by_subgraph(target);
    if (fixed_name) return false;
    std::swap(graph_.values_[from].name, target.name);
    graph_.by_name_[graph_.values_[from].name] = from;
    graph_.by_name_[target.name] = to;
    std::replace(graph_.outputs_.begin(), graph_.outputs_.end(), from, to);
    std::swap(graph_.values_[from].times_output, target.times_output);
  }
  const std::vector<Use> uses = graph_.values_[from].uses;
  for (auto use = uses.rbegin(); use != uses.rend(); ++use) set_input(use->node, use->slot, to);
  return true;
}

}  // namespace ort
