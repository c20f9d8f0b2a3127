#include "libort/session/node_args.h"

#include "libort/core/text.h"
#include "libort/ops/cost.h"
#include "libort/ops/op_registry.h"

namespace ort {
namespace {

DeclaredDim declared_dim(const Dim& dim) {
  if (dim.known()) return dim.value;
  if (!dim.symbol.empty()) return dim.symbol;
  return std::monostate();
}

/// The tensor type inside sequences and optionals.
const ValueType& innermost(const ValueType& type) {
  const ValueType* inner = &type;
  while (!inner->is_tensor() && inner->element) inner = inner->element.get();
  return *inner;
}

}  // namespace

NodeArg node_arg(const Value& value) {
  NodeArg arg;
  arg.name = value.name;
  arg.type = value.type.to_string();
  arg.element_type = innermost(value.type).dtype;
  arg.has_shape = value.type.is_tensor() && value.type.shape.ranked;
  for (const Dim& dim : value.type.shape.dims) arg.shape.push_back(declared_dim(dim));
  return arg;
}

std::vector<NodeArg> input_args(const Graph& graph) {
  std::vector<NodeArg> args;
  for (const ValueId id : graph.inputs()) {
    if (!graph.value(id).constant) args.push_back(node_arg(graph.value(id)));
  }
  return args;
}

std::vector<NodeArg> output_args(const Graph& graph, std::size_t count) {
  std::vector<NodeArg> args;
  for (std::size_t i = 0; i < count; ++i) args.push_back(node_arg(graph.value(graph.outputs()[i])));
  return args;
}

std::vector<NodeArg> overridable_initializer_args(const Graph& graph) {
  std::vector<NodeArg> args;
  for (const ValueId id : graph.inputs()) {
    if (graph.value(id).constant) args.push_back(node_arg(graph.value(id)));
  }
  return args;
}

ModelMetadata model_metadata(const Model& model) {
  ModelMetadata metadata;
  metadata.producer_name = model.producer_name;
  metadata.graph_name = model.graph.name;
  metadata.domain = model.domain;
  metadata.description = model.doc;
  metadata.graph_description = model.graph.doc;
  metadata.version = model.model_version;
  metadata.custom_metadata_map = model.metadata;
  return metadata;
}

std::map<std::string, int64_t> opsets_by_name(const Model& model) {
  std::map<std::string, int64_t> opsets;
  for (const auto& [domain, version] : model.opsets) opsets[domain.empty() ? "ai.onnx" : domain] = version;
  return opsets;
}

NodePlacement node_placement(const Graph& graph, const Assignment& assignment) {
  const Node& node = graph.node(assignment.node);
  NodePlacement placement;
  placement.name = graph.display_name(assignment.node);
  placement.op_type = node.op_type;
  placement.domain = node.domain;
  placement.since_version = node.since_version;
  if (assignment.provider != nullptr) placement.provider = assignment.provider->name();
  placement.reason = assignment.reason;
  placement.lineage = node.lineage;
  if (const std::optional<NodeCost> cost = node_cost(op_registry(), graph, node)) {
    placement.work = NodeWork{cost->operations, cost->bytes_read, cost->bytes_written};
  }
  return placement;
}

std::string NodeArg::to_string() const {
  std::vector<std::string> dims;
  for (const DeclaredDim& dim : shape) {
    if (const auto* number = std::get_if<int64_t>(&dim)) {
      dims.push_back(std::to_string(*number));
    } else if (const auto* symbol = std::get_if<std::string>(&dim)) {
      dims.push_back("'" + *symbol + "'");
    } else {
      dims.push_back("None");
    }
  }
  return "NodeArg(name='" + name + "', type='" + type + "', shape=[" + join(dims) + "])";
}

}  // namespace ort
