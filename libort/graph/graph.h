#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libort/core/fail.h"
#include "libort/graph/attribute.h"

namespace ort {

using ValueId = uint32_t;
using NodeId = uint32_t;
inline constexpr ValueId kNoValue = UINT32_MAX;  ///< an absent optional input or output
inline constexpr NodeId kNoNode = UINT32_MAX;

/// One operator call.
struct Node {
  std::string name;  ///< may be empty; see `Graph::display_name`
  std::string op_type;
  std::string domain;  ///< "" is ai.onnx
  std::string overload;
  int64_t opset = 0;      ///< version of `domain` that is imported where the node stands
  int since_version = 0;  ///< operator version that `opset` means; 0 until it is resolved
  std::vector<ValueId> inputs;
  std::vector<ValueId> outputs;
  std::vector<ValueId> implicit_inputs;  ///< values of this graph that its subgraphs read, each once
  std::map<std::string, Attribute, std::less<>> attributes;  ///< after resolving: with the defaults filled in
  /// Names of the model's nodes that it was made from: importers give each node its own name, or "<op>_<id>".
  std::vector<std::string> lineage;
  bool removed = false;

  bool is(std::string_view op, std::string_view in_domain = "") const { return op_type == op && domain == in_domain; }
  bool has_input(std::size_t i) const { return i < inputs.size() && inputs[i] != kNoValue; }
  bool has_output(std::size_t i) const { return i < outputs.size() && outputs[i] != kNoValue; }

  /// Value of an attribute; null when it is absent. Throws (model) when it has another type.
  template <class T>
  const T* find(std::string_view attribute) const;

  /// Value of an attribute that is required or has a default. Throws (model) when it is absent.
  template <class T>
  const T& attribute(std::string_view attribute) const;
};

/// Who reads a value.
struct Use {
  NodeId node = kNoNode;
  std::size_t slot = 0;  ///< position among the inputs; among the implicit inputs when `implicit`
  bool implicit = false;
};

/// A named value: graph input, initializer, output of a node, or a value of an outer graph.
struct Value {
  std::string name;
  ValueType type;
  std::string doc;
  std::optional<Tensor> constant;  ///< an initializer, or what the optimizer found out
  bool is_graph_input = false;     ///< with `constant`: an initializer that callers may override (IR 4 and later)
  uint32_t times_output = 0;       ///< how often it stands among the graph outputs
  bool is_outer = false;           ///< captured from the graph around this one; has the same name there
  NodeId producer = kNoNode;
  std::size_t producer_slot = 0;
  std::vector<Use> uses;

  /// Contents that no run can change; null otherwise.
  const Tensor* fixed() const { return constant && !is_graph_input ? &*constant : nullptr; }
};

/// A graph of nodes over named values. Reading is free; edges are changed through GraphMutator only.
class Graph {
 public:
  std::string name;
  std::string doc;

  const std::vector<ValueId>& inputs() const { return inputs_; }
  const std::vector<ValueId>& outputs() const { return outputs_; }
  std::size_t value_count() const { return values_.size(); }
  std::size_t node_slots() const { return nodes_.size(); }  ///< removed nodes included
  const Value& value(ValueId id) const { return values_[id]; }
  const Node& node(NodeId id) const { return nodes_[id]; }

  /// kNoValue when there is none of that name.
  ValueId find_value(std::string_view value_name) const;

  /// Live nodes, each after the producers of its inputs; nodes keep the order of the model where that is such an order.
  /// Throws (model) "the graph is not acyclic" with the cycle.
  std::vector<NodeId> topological_order() const;

  bool is_graph_output(ValueId id) const { return values_[id].times_output > 0; }

  /// The node's name, or "<op>_<id>" where the model gives none.
  std::string display_name(NodeId id) const;

  /// Checks every invariant (edges on both sides, unique names, acyclic); throws (internal) with the first violation.
  void verify() const;

  /// Readable text, nodes in topological order.
  std::string to_string() const;

 private:
  friend class GraphMutator;
  std::vector<Value> values_;
  std::vector<Node> nodes_;
  std::vector<ValueId> inputs_;
  std::vector<ValueId> outputs_;
  std::map<std::string, ValueId, std::less<>> by_name_;
};

/// A loaded model, functions already inlined.
struct Model {
  int64_t ir_version = 0;
  std::map<std::string, int64_t> opsets;  ///< "" is ai.onnx
  std::string producer_name;
  std::string producer_version;
  std::string domain;
  int64_t model_version = 0;
  std::string doc;
  std::map<std::string, std::string> metadata;
  Graph graph;
  std::size_t declared_outputs = 0;   ///< the first outputs of the graph, those of the file
  std::shared_ptr<const void> bytes;  ///< keeps mapped memory alive that tensors point into
  std::vector<std::string> warnings;  ///< what was accepted although it is odd, as sentences
};

template <class T>
const T* Node::find(std::string_view attribute_name) const {
  const auto found = attributes.find(attribute_name);
  if (found == attributes.end()) return nullptr;
  const T* value = found->second.get<T>();
  if (value == nullptr) {
    fail_model("attribute '" + std::string(attribute_name) + "' has type " +
               std::string(attribute_type_name(found->second.type())) + ", which " + op_type + " does not take");
  }
  return value;
}

template <class T>
const T& Node::attribute(std::string_view attribute_name) const {
  const T* value = find<T>(attribute_name);
  if (value == nullptr) fail_model("attribute '" + std::string(attribute_name) + "' is required but not specified");
  return *value;
}

}  // namespace ort
