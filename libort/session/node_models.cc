#include <algorithm>
#include <map>
#include <utility>
#include <variant>

#include "libort/core/text.h"
#include "libort/formats/onnx/model_writer.h"
#include "libort/graph/graph_mutator.h"
#include "libort/optimizer/bodies.h"
#include "libort/session/inspected_model.h"
#include "ort/environment.h"

namespace ort {
namespace {

constexpr std::size_t kSmallConstant = 4096;  ///< bytes of a constant that is still written down
constexpr int64_t kLeastIrVersion = 8;        ///< initializers need not be inputs, and all attributes have types

/// Down to its elements; dimensions do not count.
bool is_known(const ValueType& type) {
  const ValueType* inner = &type;
  while (inner->element) inner = inner->element.get();
  const bool has_dtype = inner->kind == ValueType::Kind::kTensor || inner->kind == ValueType::Kind::kSparseTensor;
  return has_dtype ? inner->dtype != DataType::kUndefined : inner->kind == ValueType::Kind::kOpaque;
}

/// Builds the model of one node. Values get names by position, so that nodes that are alike give the same model;
/// where bodies read values by their names, all names stay.
class NodeModelBuilder {
 public:
  /// Without `in_full` the model is what nodes that are alike have in common: types and ranks, but no dimensions and no
  /// contents of constants.
  NodeModelBuilder(const Model& model, const Graph& graph, const Node& node, bool in_full)
      : graph_(graph), node_(node), keeps_names_(!bodies_of(node).empty()), in_full_(in_full) {
    model_.ir_version = std::max(model.ir_version, kLeastIrVersion);
    model_.producer_name = "libort";
  }

  /// The model, or why there is none.
  std::variant<Model, std::string> build() {
    Node node = node_;
    node.name = node.op_type;
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      if (node.inputs[i] != kNoValue) node.inputs[i] = input(node.inputs[i], "input_" + std::to_string(i));
    }
    for (ValueId& id : node.implicit_inputs) id = input(id, {});
    if (!problem_.empty()) return problem_;
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      if (node.outputs[i] != kNoValue) node.outputs[i] = output(node.outputs[i], "output_" + std::to_string(i));
    }
    import_opsets();
    mutator_.add_node(std::move(node));
    for (const ValueId id : outputs_) mutator_.add_graph_output(id);
    model_.declared_outputs = outputs_.size();
    return std::move(model_);
  }

 private:
  std::string name_of(const Value& value, std::string by_position) const {
    return keeps_names_ || by_position.empty() ? value.name : std::move(by_position);
  }

  ValueType type_of(const Value& value) const {
    ValueType type = value.type;
    if (!in_full_) std::ranges::fill(type.shape.dims, Dim());
    return type;
  }

  ValueId input(ValueId old, std::string by_position) {
    if (const auto known = inputs_.find(old); known != inputs_.end()) return known->second;
    const Value& value = graph_.value(old);
    if (in_full_ && !is_known(value.type) && problem_.empty()) {
      problem_ = "the type of its input '" + printable(value.name) + "' is not known";
    }
    const ValueId id = mutator_.add_value(name_of(value, std::move(by_position)), type_of(value));
    inputs_.emplace(old, id);
    const Tensor* constant = in_full_ ? value.fixed() : nullptr;
    if (constant != nullptr && constant->bytes() <= kSmallConstant) {
      mutator_.set_constant(id, *constant);
    } else {
      mutator_.add_graph_input(id);
    }
    return id;
  }

  ValueId output(ValueId old, std::string by_position) {
    const Value& value = graph_.value(old);
    outputs_.push_back(mutator_.add_value(name_of(value, std::move(by_position)), type_of(value)));
    return outputs_.back();
  }

  void import_opsets() {
    model_.opsets[node_.domain] = std::max<int64_t>(1, node_.opset);
    for (Graph* body : bodies_of(node_)) {
      for (const Graph* graph : graphs_of(*body)) {
        for (NodeId id = 0; id < graph->node_slots(); ++id) {
          const Node& inner = graph->node(id);
          model_.opsets.emplace(inner.domain, std::max<int64_t>(1, inner.opset));
        }
      }
    }
  }

  const Graph& graph_;
  const Node& node_;
  bool keeps_names_;
  bool in_full_;
  Model model_;
  GraphMutator mutator_{model_.graph};
  std::map<ValueId, ValueId> inputs_;
  std::vector<ValueId> outputs_;
  std::string problem_;
};

/// Of nodes that are alike the same bytes.
std::vector<std::byte> likeness(const Model& model, const Graph& graph, NodeId id) {
  return onnx::write_model(std::get<Model>(NodeModelBuilder(model, graph, graph.node(id), /*in_full=*/false).build()));
}

NodeModel node_model(const Model& model, const Graph& graph, NodeId id) {
  const Node& node = graph.node(id);
  NodeModel result;
  result.op_type = node.op_type;
  result.domain = node.domain;
  result.opset = node.opset;
  result.nodes = {graph.display_name(id)};
  std::variant<Model, std::string> built = NodeModelBuilder(model, graph, node, /*in_full=*/true).build();
  if (auto* problem = std::get_if<std::string>(&built)) {
    result.problem = std::move(*problem);
  } else {
    result.model = onnx::write_model(std::get<Model>(built));
  }
  return result;
}

std::vector<NodeModel> node_models(const ModelSource& source, const SessionOptions& options,
                                   const std::vector<ProviderSpec>& providers) {
  const InspectedModel inspected = inspect_source(source, options, providers);
  std::vector<NodeModel> models;
  std::map<std::vector<std::byte>, std::size_t> known;
  for (const InspectedGraph& graph : inspected.graphs) {
    for (const Assignment& assignment : graph.assignments) {
      if (assignment.provider != nullptr) continue;
      const auto [same, is_new] =
          known.emplace(likeness(*inspected.model, *graph.graph, assignment.node), models.size());
      if (is_new) {
        models.push_back(node_model(*inspected.model, *graph.graph, assignment.node));
      } else {
        models[same->second].nodes.push_back(graph.graph->display_name(assignment.node));
      }
    }
  }
  return models;
}

}  // namespace

std::vector<NodeModel> unsupported_node_models(const std::filesystem::path& path, const SessionOptions& options,
                                               const std::vector<ProviderSpec>& providers) {
  return node_models({path, {}}, options, providers);
}

std::vector<NodeModel> unsupported_node_models(std::span<const std::byte> model, const SessionOptions& options,
                                               const std::vector<ProviderSpec>& providers) {
  return node_models({{}, model}, options, providers);
}

}  // namespace ort
