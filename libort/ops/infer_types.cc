#include <map>

#include "libort/core/text.h"
#include "libort/graph/graph_mutator.h"
#include "libort/ops/resolve.h"

namespace ort {
namespace {

std::string node_title(const Graph& graph, NodeId id) { return "node (" + printable(graph.display_name(id)) + ")"; }

[[noreturn]] void fail_types(const std::string& message) {
  fail_model("This is an invalid model. Type Error: " + message);
}

/// Holds the types of a node's inputs against the operator's type constraints, and against each other where they share
/// a type parameter.
void check_input_types(const Graph& graph, NodeId id, const OpSchema& schema) {
  const Node& node = graph.node(id);
  std::map<std::string_view, std::string> bound;
  for (std::size_t i = 0; i < node.inputs.size(); ++i) {
    if (node.inputs[i] == kNoValue) continue;
    const Parameter& parameter = *schema.input_at(i);
    const ValueType& type = graph.value(node.inputs[i]).type;
    const bool known =
        type.kind != ValueType::Kind::kUnknown && !(type.is_tensor() && type.dtype == DataType::kUndefined);
    if (!known) continue;
    const auto allowed = schema.types.find(parameter.type);
    const bool fits =
        allowed == schema.types.end() ? type.to_string() == parameter.type : allowed->second.contains(type);
    if (!fits) {
      fail_types("Type '" + type.to_string() + "' of input parameter (" + printable(graph.value(node.inputs[i]).name) +
                 ") of operator (" + node.op_type + ") in " + node_title(graph, id) + " is invalid.");
    }
    if (allowed == schema.types.end() || !parameter.homogeneous) continue;
    const auto [other, fresh] = bound.emplace(parameter.type, type.to_string());
    if (!fresh && other->second != type.to_string()) {
      fail_types("Type parameter (" + parameter.type + ") of Optype (" + node.op_type + ") bound to different types (" +
                 other->second + " and " + type.to_string() + ") in " + node_title(graph, id) + ".");
    }
  }
}

Dim merge_dim(const Dim& inferred, const Dim& declared) {
  if (inferred.known()) return inferred;
  if (declared.known()) return declared;
  return inferred.symbol.empty() ? declared : inferred;
}

bool shapes_contradict(const SymbolicShape& inferred, const SymbolicShape& declared) {
  if (!inferred.ranked || !declared.ranked) return false;
  if (inferred.rank() != declared.rank()) return true;
  for (std::size_t axis = 0; axis < inferred.dims.size(); ++axis) {
    const Dim& left = inferred.dims[axis];
    const Dim& right = declared.dims[axis];
    if (left.known() && right.known() && left.value != right.value) return true;
  }
  return false;
}

std::string contradiction(const ValueType& inferred, const ValueType& declared, const std::string& value_name) {
  return "The declared shape " + declared.shape.to_string() + " of '" + printable(value_name) +
         "' contradicts the inferred shape " + inferred.shape.to_string();
}

SymbolicShape merge_shapes(const SymbolicShape& inferred, const SymbolicShape& declared) {
  if (!inferred.ranked) return declared;
  if (!declared.ranked) return inferred;
  SymbolicShape merged = inferred;
  for (std::size_t axis = 0; axis < merged.dims.size(); ++axis) {
    merged.dims[axis] = merge_dim(inferred.dims[axis], declared.dims[axis]);
  }
  return merged;
}

ValueType merge_types(const ValueType& inferred, const ValueType& declared, const std::string& value_name) {
  if (inferred.kind == ValueType::Kind::kUnknown) return declared;
  if (declared.kind == ValueType::Kind::kUnknown) return inferred;
  if (inferred.is_tensor() && inferred.dtype == DataType::kUndefined) return declared;
  if (declared.is_tensor() && declared.dtype == DataType::kUndefined) return inferred;
  if (inferred.to_string() != declared.to_string()) {
    fail_types("Type (" + declared.to_string() + ") of output arg (" + printable(value_name) +
               ") does not match expected type (" + inferred.to_string() + ").");
  }
  ValueType merged = inferred;
  if (merged.is_tensor()) merged.shape = merge_shapes(inferred.shape, declared.shape);
  return merged;
}

/// Walks a graph in topological order with what is known about the elements of small tensors.
class Inference {
 public:
  Inference(Graph& graph, const OpRegistry& registry, bool strict)
      : graph_(graph), mutator_(graph), registry_(registry), strict_(strict), elements_(graph.value_count()) {}

  std::vector<std::string> run() {
    for (const NodeId id : graph_.topological_order()) infer_node(id);
    return std::move(warnings_);
  }

 private:
  void infer_node(NodeId id) {
    const Node& node = graph_.node(id);
    const OpSchema* schema =
        node.since_version == 0 ? nullptr : registry_.find_version(node.domain, node.op_type, node.since_version);
    if (schema == nullptr) return;
    check_input_types(graph_, id, *schema);
    if (schema->infer == nullptr) return;
    InferContext context(node, known_inputs(node));
    try {
      schema->infer(context);
    } catch (const Error& error) {
      note_failure(id, error);
    }
    store_outputs(node, context);
  }

  void note_failure(NodeId id, const Error& error) {
    const std::string what = "Node (" + printable(graph_.display_name(id)) + ") Op (" + graph_.node(id).op_type +
                             ") [ShapeInferenceError] " + error.what();
    if (strict_ || error.kind() == ErrorKind::kModel) fail_model("This is an invalid model. " + what);
    warnings_.push_back(what);
  }

  /// What a model promises its callers may be wrong and the model still good; inside it is a mistake.
  void note_contradiction(ValueId value, const std::string& what) {
    if (strict_ || !graph_.is_graph_output(value)) fail_model("This is an invalid model. " + what);
    warnings_.push_back(what);
  }

  std::vector<InferValue> known_inputs(const Node& node) const {
    std::vector<InferValue> inputs(node.inputs.size());
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      if (node.inputs[i] == kNoValue) continue;
      const Value& value = graph_.value(node.inputs[i]);
      inputs[i] = {
          .present = true, .type = value.type, .constant = value.fixed(), .elements = elements_[node.inputs[i]]};
    }
    return inputs;
  }

  void store_outputs(const Node& node, const InferContext& context) {
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      if (node.outputs[i] == kNoValue) continue;
      const InferValue& result = context.outputs()[i];
      const Value& value = graph_.value(node.outputs[i]);
      const bool contradicts = shapes_contradict(result.type.shape, value.type.shape);
      if (contradicts) note_contradiction(node.outputs[i], contradiction(result.type, value.type, value.name));
      ValueType declared = value.type;
      if (contradicts) declared.shape = {};
      mutator_.set_type(node.outputs[i], merge_types(result.type, declared, value.name));
      elements_[node.outputs[i]] = result.elements;
    }
  }

  Graph& graph_;
  GraphMutator mutator_;
  const OpRegistry& registry_;
  bool strict_;
  std::vector<std::optional<std::vector<Element>>> elements_;
  std::vector<std::string> warnings_;
};

}  // namespace

std::vector<std::string> infer_types(Graph& graph, const OpRegistry& registry, bool strict) {
  return Inference(graph, registry, strict).run();
}

}  // namespace ort
