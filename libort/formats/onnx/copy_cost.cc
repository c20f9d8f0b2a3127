#include "libort/formats/onnx/copy_cost.h"

#include <string>
#include <variant>

namespace ort::onnx {
namespace {

template <class T>
std::size_t size_of(const T&) {
  return 0;
}

std::size_t size_of(const std::string& text) { return text.size(); }

std::size_t size_of(const ValueType& type) {
  std::size_t bytes = type.denotation.size() + type.shape.dims.size() * sizeof(Dim);
  for (const Dim& dim : type.shape.dims) bytes += dim.symbol.size() + dim.denotation.size();
  return bytes;
}

template <class T>
std::size_t size_of(const std::vector<T>& values) {
  std::size_t bytes = values.size() * sizeof(T);
  for (const T& value : values) bytes += size_of(value);
  return bytes;
}

}  // namespace

std::size_t heap_bytes(const Attribute& attribute) {
  return std::visit([](const auto& value) { return size_of(value); }, attribute.data());
}

std::size_t frame_bytes(const ParsedGraph& graph) {
  std::size_t bytes = sizeof(ParsedGraph) + graph.initializers.size() * sizeof(ParsedInitializer);
  for (const auto* values : {&graph.inputs, &graph.outputs, &graph.value_infos}) {
    for (const ParsedValue& value : *values) bytes += sizeof(ParsedValue) + size_of(value.type);
  }
  return bytes;
}

std::size_t copy_bytes(const std::vector<ParsedNode>& nodes) {
  std::size_t bytes = 0;
  for_each_node(nodes, [&](const ParsedNode& node) {
    bytes += sizeof(ParsedNode) + (node.inputs.size() + node.outputs.size()) * sizeof(std::string_view);
    for (const ParsedAttribute& attribute : node.attributes) {
      bytes += sizeof(ParsedAttribute) + heap_bytes(attribute.value);
      for (const ParsedGraph& graph : attribute.graphs) bytes += frame_bytes(graph);
    }
  });
  return bytes;
}

}  // namespace ort::onnx
