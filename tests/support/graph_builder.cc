#include "tests/support/graph_builder.h"

#include <gtest/gtest.h>

#include "libort/ops/resolve.h"

namespace ort::test {
namespace {

ValueType tensor_type(DataType dtype, const std::vector<int64_t>& dims) {
  return ValueType::tensor(dtype, SymbolicShape::of(std::vector<Dim>(dims.begin(), dims.end())));
}

}  // namespace

ValueId GraphBuilder::input(const std::string& name, DataType dtype, const std::vector<int64_t>& dims) {
  const ValueId value = mutator_.add_value(name, tensor_type(dtype, dims));
  mutator_.add_graph_input(value);
  return value;
}

ValueId GraphBuilder::initializer(const std::string& name, Tensor tensor) {
  const ValueId value = mutator_.add_value(name);
  mutator_.set_constant(value, std::move(tensor));
  return value;
}

ValueId GraphBuilder::overridable(const std::string& name, Tensor tensor) {
  const ValueId value = initializer(name, std::move(tensor));
  mutator_.add_graph_input(value);
  return value;
}

ValueId GraphBuilder::outer(const std::string& name, DataType dtype, const std::vector<int64_t>& dims) {
  const ValueId value = mutator_.add_value(name, tensor_type(dtype, dims));
  mutator_.mark_outer(value);
  return value;
}

ValueId GraphBuilder::node(const std::string& op_type, const std::vector<ValueId>& inputs, Attributes attributes,
                           const std::string& name) {
  return node_with_outputs(1, op_type, inputs, std::move(attributes), name).front();
}

std::vector<ValueId> GraphBuilder::node_with_outputs(std::size_t outputs, const std::string& op_type,
                                                     const std::vector<ValueId>& inputs, Attributes attributes,
                                                     const std::string& name) {
  Node node;
  node.name = name.empty() ? op_type + "_" + std::to_string(graph_.node_slots()) : name;
  node.op_type = op_type;
  node.opset = opset_;
  node.inputs = inputs;
  node.attributes = std::move(attributes);
  node.lineage = {node.name};
  for (std::size_t i = 0; i < outputs; ++i) {
    node.outputs.push_back(mutator_.add_value(i == 0 ? node.name : node.name + ":" + std::to_string(i)));
  }
  std::vector<ValueId> results = node.outputs;
  mutator_.add_node(std::move(node));
  return results;
}

Graph GraphBuilder::finish(bool strict) {
  EXPECT_EQ(resolve_operators(graph_, op_registry()), std::vector<std::string>());
  infer_types(graph_, op_registry(), strict);
  graph_.verify();
  return std::move(graph_);
}

std::vector<std::string> ops_of(const Graph& graph) {
  std::vector<std::string> ops;
  for (const NodeId id : graph.topological_order()) ops.push_back(graph.node(id).op_type);
  return ops;
}

const Node& only_node(const Graph& graph, const std::string& op_type) {
  std::vector<NodeId> found;
  for (const NodeId id : graph.topological_order()) {
    if (graph.node(id).op_type == op_type) found.push_back(id);
  }
  EXPECT_EQ(found.size(), 1u) << graph.to_string();
  return graph.node(found.at(0));
}

}  // namespace ort::test
