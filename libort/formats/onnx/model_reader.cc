#include "libort/formats/onnx/model_reader.h"

#include <algorithm>
#include <string>

#include "libort/core/fail.h"
#include "libort/core/text.h"
#include "libort/formats/onnx/attribute_reader.h"
#include "libort/formats/onnx/onnx_fields.h"

namespace ort::onnx {
namespace {

void read_opset(const Message& message, Warnings& warnings, Opsets& opsets) {
  std::string_view domain;
  int64_t version = 0;
  MessageReader reader(message, OperatorSetIdProto::kFields);
  while (reader.next()) {
    if (reader.number() == OperatorSetIdProto::kDomain) {
      domain = canonical_domain(reader.text());
    } else {
      version = reader.int64();
    }
  }
  const auto [entry, added] = opsets.emplace(domain, version);
  if (added) return;
  const std::string name = domain.empty() ? "ai.onnx" : printable(domain);
  if (entry->second != version) {
    fail_model(message.path() + ": domain '" + name + "' is imported twice, with versions " +
               std::to_string(entry->second) + " and " + std::to_string(version));
  }
  warnings.add(message.path() + ": domain '" + name + "' is imported twice");
}

void read_metadata(const Message& message, ParsedModel& model) {
  std::string_view key;
  std::string_view value;
  MessageReader reader(message, StringStringEntryProto::kFields);
  while (reader.next()) (reader.number() == StringStringEntryProto::kKey ? key : value) = reader.text();
  model.metadata.insert_or_assign(std::string(key), std::string(value));
}

void read_function_field(const MessageReader& reader, ReadContext& context, ParsedFunction& function) {
  switch (reader.number()) {
    case FunctionProto::kName:
      function.name = reader.text();
      return;
    case FunctionProto::kDomain:
      function.domain = canonical_domain(reader.text());
      return;
    case FunctionProto::kOverload:
      function.overload = reader.text();
      return;
    case FunctionProto::kInput:
      function.inputs.push_back(reader.text());
      return;
    case FunctionProto::kOutput:
      function.outputs.push_back(reader.text());
      return;
    case FunctionProto::kAttribute:
      function.attributes.push_back(reader.text());
      return;
    case FunctionProto::kAttributeProto:
      function.defaults.push_back(read_attribute(reader.message(), context, 0));
      return;
    case FunctionProto::kNode:
      function.nodes.push_back(read_node(reader.message(), context, 0));
      return;
    default:
      read_opset(reader.message(), context.warnings, function.opsets);
  }
}

ParsedFunction read_function(const Message& message, ReadContext& context) {
  ParsedFunction function;
  MessageReader reader(message, FunctionProto::kFields);
  while (reader.next()) read_function_field(reader, context, function);
  if (function.name.empty()) fail_model(message.path() + " has no name");
  return function;
}

void read_model_field(const MessageReader& reader, ReadContext& context, ParsedModel& model) {
  switch (reader.number()) {
    case ModelProto::kIrVersion:
      model.ir_version = reader.int64();
      return;
    case ModelProto::kProducerName:
      model.producer_name = reader.text();
      return;
    case ModelProto::kProducerVersion:
      model.producer_version = reader.text();
      return;
    case ModelProto::kDomain:
      model.domain = reader.text();
      return;
    case ModelProto::kModelVersion:
      model.model_version = reader.int64();
      return;
    case ModelProto::kDocString:
      model.doc = reader.text();
      return;
    case ModelProto::kGraph:
      model.graph = read_graph(reader.message(), context);
      model.has_graph = true;
      return;
    case ModelProto::kOpsetImport:
      read_opset(reader.message(), context.warnings, model.opsets);
      return;
    case ModelProto::kMetadataProps:
      read_metadata(reader.message(), model);
      return;
    default:
      model.functions.push_back(read_function(reader.message(), context));
  }
}

}  // namespace

ParsedModel read_model(const Message& message, ReadContext& context) {
  ParsedModel model;
  MessageReader reader(message, ModelProto::kFields);
  while (reader.next()) read_model_field(reader, context, model);
  return model;
}

}  // namespace ort::onnx
