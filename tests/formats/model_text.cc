#include "tests/formats/model_text.h"

#include <onnx/defs/parser.h>

#include <stdexcept>

namespace ort::testing {

::onnx::ModelProto parse_model(const std::string& text) {
  ::onnx::ModelProto model;
  const auto status = ::onnx::OnnxParser::Parse(model, text.c_str());
  if (!status.IsOK()) throw std::runtime_error("not ONNX text: " + status.ErrorMessage());
  return model;
}

::onnx::ModelProto parse_graph(const std::string& text) {
  return parse_model("<ir_version: 8, opset_import: [\"\" : 17]>\n" + text);
}

Model imported(std::string bytes, const onnx::ImportOptions& options) {
  const auto owner = std::make_shared<const std::string>(std::move(bytes));
  return onnx::import_model(std::as_bytes(std::span(*owner)), owner, options);
}

Model imported(const ::onnx::ModelProto& model, const onnx::ImportOptions& options) {
  return imported(model.SerializeAsString(), options);
}

std::vector<std::string> input_names(const Graph& graph, const Node& node) {
  std::vector<std::string> names;
  for (const ValueId id : node.inputs) names.push_back(id == kNoValue ? "" : graph.value(id).name);
  return names;
}

const Node& find_node(const Graph& graph, std::string_view op_type) {
  for (NodeId id = 0; id < graph.node_slots(); ++id) {
    if (!graph.node(id).removed && graph.node(id).op_type == op_type) return graph.node(id);
  }
  throw std::runtime_error("no node " + std::string(op_type));
}

}  // namespace ort::testing
