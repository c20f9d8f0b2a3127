#include "libort/formats/onnx/graph_reader.h"

#include <algorithm>
#include <string>

#include "libort/core/fail.h"
#include "libort/core/text.h"
#include "libort/formats/onnx/attribute_reader.h"
#include "libort/formats/onnx/limits.h"
#include "libort/formats/onnx/onnx_fields.h"
#include "libort/formats/onnx/sparse.h"
#include "libort/formats/onnx/type_reader.h"

namespace ort::onnx {
namespace {

void check_node(const Message& message, const ParsedNode& node) {
  const auto absent = [](std::string_view name) { return name.empty(); };
  if (node.op_type.empty()) fail_model(message.path() + " '" + printable(node.name) + "' has no op_type");
  if (std::all_of(node.outputs.begin(), node.outputs.end(), absent)) {
    fail_model(message.path() + " '" + printable(node.name) + "' (" + printable(node.op_type) + ") has no outputs");
  }
}

void add_attribute(const Message& message, ParsedAttribute attribute, ParsedNode& node) {
  const bool duplicate = std::any_of(node.attributes.begin(), node.attributes.end(),
                                     [&](const ParsedAttribute& other) { return other.name == attribute.name; });
  if (duplicate) fail_model(message.path() + ": duplicate attribute '" + printable(attribute.name) + "'");
  node.attributes.push_back(std::move(attribute));
}

ParsedInitializer read_initializer(const Message& message, const ReadContext& context) {
  NamedTensor named = context.tensors.read(message);
  if (named.name.empty()) fail_model(message.path() + " has no name");
  return {named.name, std::move(named.tensor)};
}

ParsedInitializer read_sparse_initializer(const Message& message, const ReadContext& context) {
  NamedSparseTensor sparse = read_sparse(message, context.tensors);
  if (sparse.name.empty()) fail_model(message.path() + " has no name");
  return {sparse.name, densify(sparse)};
}

void read_graph_field(const MessageReader& reader, ReadContext& context, int level, ParsedGraph& graph) {
  switch (reader.number()) {
    case GraphProto::kNode:
      graph.nodes.push_back(read_node(reader.message(), context, level));
      return;
    case GraphProto::kName:
      graph.name = reader.text();
      return;
    case GraphProto::kInitializer:
      graph.initializers.push_back(read_initializer(reader.message(), context));
      return;
    case GraphProto::kSparseInitializer:
      graph.initializers.push_back(read_sparse_initializer(reader.message(), context));
      return;
    case GraphProto::kDocString:
      graph.doc = reader.text();
      return;
    case GraphProto::kInput:
      graph.inputs.push_back(read_value_info(reader.message(), context.warnings));
      return;
    case GraphProto::kOutput:
      graph.outputs.push_back(read_value_info(reader.message(), context.warnings));
      return;
    default:
      graph.value_infos.push_back(read_value_info(reader.message(), context.warnings));
  }
}

}  // namespace

std::string_view canonical_domain(std::string_view domain) { return domain == "ai.onnx" ? "" : domain; }

ParsedNode read_node(const Message& message, ReadContext& context, int level) {
  if (++context.nodes > kMaxNodes) fail_limit("the model has more than " + std::to_string(kMaxNodes) + " nodes");
  ParsedNode node;
  MessageReader reader(message, NodeProto::kFields);
  while (reader.next()) {
    switch (reader.number()) {
      case NodeProto::kInput:
        node.inputs.push_back(reader.text());
        break;
      case NodeProto::kOutput:
        node.outputs.push_back(reader.text());
        break;
      case NodeProto::kName:
        node.name = reader.text();
        break;
      case NodeProto::kOpType:
        node.op_type = reader.text();
        break;
      case NodeProto::kAttribute:
        add_attribute(message, read_attribute(reader.message(), context, level), node);
        break;
      case NodeProto::kDomain:
        node.domain = canonical_domain(reader.text());
        break;
      default:
        node.overload = reader.text();
    }
  }
  check_node(message, node);
  return node;
}

ParsedGraph read_graph(const Message& message, ReadContext& context, int level) {
  if (level > kMaxGraphNesting) {
    fail_limit("subgraphs are nested too deep: depth " + std::to_string(level) + " > " +
               std::to_string(kMaxGraphNesting));
  }
  ParsedGraph graph;
  MessageReader reader(message, GraphProto::kFields);
  while (reader.next()) read_graph_field(reader, context, level, graph);
  return graph;
}

}  // namespace ort::onnx
