#pragma once

#include <map>
#include <string>
#include <vector>

#include "libort/graph/graph_mutator.h"

namespace ort::test {

/// Writes a graph down in the order of its data, as a model would hold it.
///
///   GraphBuilder b;
///   const ValueId x = b.input("x", DataType::kFloat, {1, 3, 8, 8});
///   b.output(b.node("Relu", {x}));
///   Graph graph = b.finish();
class GraphBuilder {
 public:
  using Attributes = std::map<std::string, Attribute, std::less<>>;

  explicit GraphBuilder(int64_t opset = 23) : opset_(opset) {}

  /// -1: a dimension that is not known.
  ValueId input(const std::string& name, DataType dtype, const std::vector<int64_t>& dims);
  ValueId initializer(const std::string& name, Tensor tensor);
  /// An initializer that callers may replace.
  ValueId overridable(const std::string& name, Tensor tensor);
  /// A value of the graph around this one, in a body.
  ValueId outer(const std::string& name, DataType dtype, const std::vector<int64_t>& dims);

  /// Output of a new node. Node and output are called `name`, or "<op>_<number>".
  ValueId node(const std::string& op_type, const std::vector<ValueId>& inputs, Attributes attributes = {},
               const std::string& name = {});
  /// The same with several outputs, named "<name>", "<name>:1", ...
  std::vector<ValueId> node_with_outputs(std::size_t outputs, const std::string& op_type,
                                         const std::vector<ValueId>& inputs, Attributes attributes = {},
                                         const std::string& name = {});
  /// For the rest: the graph before `finish`.
  GraphMutator& mutator() { return mutator_; }

  void output(ValueId value) { mutator_.add_graph_output(value); }

  /// The graph with operators resolved and types inferred, as after loading; the builder is spent. `strict`: shapes
  /// that cannot be right throw.
  Graph finish(bool strict = true);

 private:
  int64_t opset_;
  Graph graph_;
  GraphMutator mutator_{graph_};
};

/// Operators in topological order.
std::vector<std::string> ops_of(const Graph& graph);

/// The only node of that operator; fails the test when there is not exactly one.
const Node& only_node(const Graph& graph, const std::string& op_type);

}  // namespace ort::test
