#include "libort/formats/onnx/model_writer.h"

#include <span>
#include <string>

#include "libort/formats/onnx/message_writer.h"
#include "libort/formats/onnx/onnx_fields.h"
#include "libort/formats/onnx/tensor_writer.h"
#include "libort/formats/onnx/type_writer.h"

namespace ort::onnx {
namespace {

/// Bodies in attributes are graphs again; an import nests them 32 deep at most.
std::string write_graph(const Graph& graph);

std::string write_sparse(const SparseTensorData& data) {
  MessageWriter writer;
  writer.add_bytes(SparseTensorProto::kValues, write_tensor(data.values, {}));
  writer.add_bytes(SparseTensorProto::kIndices, write_tensor(data.indices, {}));
  for (const int64_t dim : data.dense_shape) writer.add_number(SparseTensorProto::kDims, dim);
  return writer.finish();
}

/// Adds the value of an attribute, by its type.
struct AttributeValueWriter {
  MessageWriter& writer;

  void operator()(std::monostate) const {}
  void operator()(float value) const { writer.add_float(AttributeProto::kF, value); }
  void operator()(int64_t value) const { writer.add_number(AttributeProto::kI, value); }
  void operator()(const std::string& value) const { writer.add_bytes(AttributeProto::kS, value); }
  void operator()(const Tensor& value) const { writer.add_bytes(AttributeProto::kT, write_tensor(value, {})); }
  void operator()(const std::shared_ptr<Graph>& value) const {
    writer.add_bytes(AttributeProto::kG, write_graph(*value));
  }
  void operator()(const SparseTensorData& value) const {
    writer.add_bytes(AttributeProto::kSparseTensor, write_sparse(value));
  }
  void operator()(const ValueType& value) const { writer.add_bytes(AttributeProto::kTp, write_type(value)); }
  void operator()(const std::vector<float>& values) const {
    for (const float value : values) writer.add_float(AttributeProto::kFloats, value);
  }
  void operator()(const std::vector<int64_t>& values) const {
    for (const int64_t value : values) writer.add_number(AttributeProto::kInts, value);
  }
  void operator()(const std::vector<std::string>& values) const {
    for (const std::string& value : values) writer.add_bytes(AttributeProto::kStrings, value);
  }
  void operator()(const std::vector<Tensor>& values) const {
    for (const Tensor& value : values) writer.add_bytes(AttributeProto::kTensors, write_tensor(value, {}));
  }
  void operator()(const std::vector<std::shared_ptr<Graph>>& values) const {
    for (const auto& value : values) writer.add_bytes(AttributeProto::kGraphs, write_graph(*value));
  }
  void operator()(const std::vector<SparseTensorData>& values) const {
    for (const SparseTensorData& value : values) writer.add_bytes(AttributeProto::kSparseTensors, write_sparse(value));
  }
  void operator()(const std::vector<ValueType>& values) const {
    for (const ValueType& value : values) writer.add_bytes(AttributeProto::kTypeProtos, write_type(value));
  }
};

std::string write_attribute(const std::string& name, const Attribute& attribute) {
  MessageWriter writer;
  writer.add_bytes(AttributeProto::kName, name);
  std::visit(AttributeValueWriter{writer}, attribute.data());
  writer.add_number(AttributeProto::kType, static_cast<int64_t>(attribute.type()));
  return writer.finish();
}

/// Absent ones at the end are left out, others are empty names.
void add_values(const Graph& graph, const std::vector<ValueId>& values, uint32_t field, MessageWriter& writer) {
  std::size_t count = values.size();
  while (count > 0 && values[count - 1] == kNoValue) --count;
  for (std::size_t i = 0; i < count; ++i) {
    writer.add_bytes(field, values[i] == kNoValue ? std::string_view() : graph.value(values[i]).name);
  }
}

std::string write_node(const Graph& graph, const Node& node) {
  MessageWriter writer;
  add_values(graph, node.inputs, NodeProto::kInput, writer);
  add_values(graph, node.outputs, NodeProto::kOutput, writer);
  writer.add_name(NodeProto::kName, node.name);
  writer.add_bytes(NodeProto::kOpType, node.op_type);
  for (const auto& [name, attribute] : node.attributes) {
    if (attribute.type() == AttributeType::kUndefined) continue;
    writer.add_bytes(NodeProto::kAttribute, write_attribute(name, attribute));
  }
  writer.add_name(NodeProto::kDomain, node.domain);
  writer.add_name(NodeProto::kOverload, node.overload);
  return writer.finish();
}

std::string write_value_info(const Value& value) {
  MessageWriter writer;
  writer.add_bytes(ValueInfoProto::kName, value.name);
  const std::string type = write_type(value.type);
  if (!type.empty()) writer.add_bytes(ValueInfoProto::kType, type);
  writer.add_name(ValueInfoProto::kDocString, value.doc);
  return writer.finish();
}

/// Made by a node and not an output: its type stands among the value_info where it is known.
bool is_inner(const Value& value) {
  return value.producer != kNoNode && value.times_output == 0 && value.type.kind != ValueType::Kind::kUnknown;
}

std::string write_graph(const Graph& graph) {
  MessageWriter writer;
  for (const NodeId id : graph.topological_order())
    writer.add_bytes(GraphProto::kNode, write_node(graph, graph.node(id)));
  writer.add_bytes(GraphProto::kName, graph.name.empty() ? "graph" : graph.name);
  for (ValueId id = 0; id < graph.value_count(); ++id) {
    const Value& value = graph.value(id);
    if (!value.constant || value.producer != kNoNode || value.is_outer) continue;
    writer.add_bytes(GraphProto::kInitializer, write_tensor(*value.constant, value.name));
  }
  writer.add_name(GraphProto::kDocString, graph.doc);
  for (const ValueId id : graph.inputs()) writer.add_bytes(GraphProto::kInput, write_value_info(graph.value(id)));
  for (const ValueId id : graph.outputs()) writer.add_bytes(GraphProto::kOutput, write_value_info(graph.value(id)));
  for (ValueId id = 0; id < graph.value_count(); ++id) {
    if (is_inner(graph.value(id))) writer.add_bytes(GraphProto::kValueInfo, write_value_info(graph.value(id)));
  }
  return writer.finish();
}

template <class First, class Second>
std::string write_pair(uint32_t first_field, const First& first, uint32_t second_field, const Second& second) {
  MessageWriter writer;
  writer.add_bytes(first_field, first);
  if constexpr (std::is_integral_v<Second>) {
    writer.add_number(second_field, second);
  } else {
    writer.add_bytes(second_field, second);
  }
  return writer.finish();
}

}  // namespace

std::vector<std::byte> write_model(const Model& model) {
  MessageWriter writer;
  writer.add_number(ModelProto::kIrVersion, model.ir_version);
  writer.add_name(ModelProto::kProducerName, model.producer_name);
  writer.add_name(ModelProto::kProducerVersion, model.producer_version);
  writer.add_name(ModelProto::kDomain, model.domain);
  if (model.model_version != 0) writer.add_number(ModelProto::kModelVersion, model.model_version);
  writer.add_name(ModelProto::kDocString, model.doc);
  writer.add_bytes(ModelProto::kGraph, write_graph(model.graph));
  for (const auto& [domain, version] : model.opsets) {
    writer.add_bytes(ModelProto::kOpsetImport,
                     write_pair(OperatorSetIdProto::kDomain, domain, OperatorSetIdProto::kVersion, version));
  }
  for (const auto& [key, value] : model.metadata) {
    writer.add_bytes(ModelProto::kMetadataProps,
                     write_pair(StringStringEntryProto::kKey, key, StringStringEntryProto::kValue, value));
  }
  const std::string text = writer.finish();
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

}  // namespace ort::onnx
