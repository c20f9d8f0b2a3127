#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libort/graph/graph.h"

namespace ort {

/// The only way to change a graph: keeps producers, uses and names consistent. Importers build graphs with it, passes
/// rewrite with it.
class GraphMutator {
 public:
  explicit GraphMutator(Graph& graph) : graph_(graph) {}

  const Graph& graph() const { return graph_; }

  /// A new value. Throws (model) "Duplicate definition of name (X)." when the name is taken; an empty name makes up a
  /// fresh one.
  ValueId add_value(std::string name, ValueType type = {});
  /// `base`, or `base` with a number behind it when that is taken.
  std::string fresh_name(std::string_view base) const;

  void add_graph_input(ValueId value);
  void add_graph_output(ValueId value);  ///< the same value may be an output several times
  void mark_outer(ValueId value);
  void set_constant(ValueId value, Tensor tensor);  ///< also sets the type of a value that has none yet
  void clear_constant(ValueId value);
  void set_type(ValueId value, ValueType type);
  void set_doc(ValueId value, std::string doc);
  /// A constant initializer with a fresh name that begins with `name`.
  ValueId add_constant(std::string_view name, Tensor tensor);

  /// Takes over the node with all its fields but `removed`. Throws (model) when an output already has a producer, is
  /// a graph input or a constant.
  NodeId add_node(Node node);
  /// A node that replaces `origins`: its lineage is theirs, it takes domain-independent fields (opset) from the first.
  NodeId add_node(Node node, const std::vector<NodeId>& origins);
  /// Detaches the node from its values and marks it removed. Its outputs stay, without producer.
  void remove_node(NodeId node);

  void set_input(NodeId node, std::size_t slot, ValueId value);
  void set_implicit_inputs(NodeId node, std::vector<ValueId> values);
  void set_attribute(NodeId node, std::string_view name, Attribute value);
  void set_since_version(NodeId node, int version);
  void set_name(NodeId node, std::string name);
  void add_lineage(NodeId node, const std::vector<std::string>& names);

  /// Every reader of `from` reads `to` instead. A graph output keeps its name: `to` takes the name over.
  /// Returns false and changes nothing where that cannot be: a subgraph reads `from` (by name), or `from` is a graph
  /// output and `to` a graph input, a constant, a value of an outer graph, a graph output, or read by a subgraph.
  bool replace_uses(ValueId from, ValueId to);

 private:
  Graph& graph_;
};

}  // namespace ort
