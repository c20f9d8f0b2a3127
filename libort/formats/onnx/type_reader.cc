#include "libort/formats/onnx/type_reader.h"

#include <memory>
#include <utility>

#include "libort/core/fail.h"
#include "libort/formats/onnx/limits.h"
#include "libort/formats/onnx/onnx_fields.h"

namespace ort::onnx {
namespace {

ValueType read_nested(const Message& message, Warnings& warnings, std::size_t level);

DataType read_element_type(const MessageReader& reader) {
  const auto dtype = static_cast<DataType>(reader.int32());
  if (dtype != DataType::kUndefined && !is_known(dtype)) {
    fail_unsupported(reader.path() + ": unknown element type " + std::to_string(reader.int64()));
  }
  return dtype;
}

Dim read_dimension(const Message& message, Warnings& warnings) {
  Dim dim;
  MessageReader reader(message, DimensionProto::kFields);
  while (reader.next()) {
    switch (reader.number()) {
      case DimensionProto::kDimValue:
        dim.value = reader.int64() < 0 ? -1 : reader.int64();
        dim.symbol.clear();
        if (reader.int64() < 0) {
          warnings.add(message.path() + ": the negative dimension " + std::to_string(reader.int64()) +
                       " is taken as unknown");
        }
        break;
      case DimensionProto::kDimParam:
        dim.symbol = reader.text();
        dim.value = -1;
        break;
      default:
        dim.denotation = reader.text();
    }
  }
  return dim;
}

SymbolicShape read_shape(const Message& message, Warnings& warnings) {
  SymbolicShape shape;
  shape.ranked = true;
  MessageReader reader(message, TensorShapeProto::kFields);
  while (reader.next()) {
    if (shape.dims.size() == kMaxRank) {
      fail_limit(message.path() + ": a rank above the limit of " + std::to_string(kMaxRank));
    }
    shape.dims.push_back(read_dimension(reader.message(), warnings));
  }
  return shape;
}

ValueType read_tensor_type(const Message& message, Warnings& warnings) {
  ValueType type;
  MessageReader reader(message, TensorTypeProto::kFields);
  while (reader.next()) {
    if (reader.number() == TensorTypeProto::kElemType) {
      type.dtype = read_element_type(reader);
    } else {
      type.shape = read_shape(reader.message(), warnings);
    }
  }
  return type;
}

ValueType read_element(const Message& message, Warnings& warnings, std::size_t level) {
  ValueType type;
  type.element = std::make_shared<const ValueType>();
  MessageReader reader(message, ElementTypeProto::kFields);
  while (reader.next()) {
    type.element = std::make_shared<const ValueType>(read_nested(reader.message(), warnings, level));
  }
  return type;
}

ValueType read_map_type(const Message& message, Warnings& warnings, std::size_t level) {
  ValueType type;
  type.element = std::make_shared<const ValueType>();
  MessageReader reader(message, MapTypeProto::kFields);
  while (reader.next()) {
    if (reader.number() == MapTypeProto::kKeyType) {
      type.dtype = read_element_type(reader);
    } else {
      type.element = std::make_shared<const ValueType>(read_nested(reader.message(), warnings, level));
    }
  }
  return type;
}

ValueType read_content(const MessageReader& reader, Warnings& warnings, std::size_t level) {
  switch (reader.number()) {
    case TypeProto::kTensorType:
    case TypeProto::kSparseTensorType:
      return read_tensor_type(reader.message(), warnings);
    case TypeProto::kSequenceType:
    case TypeProto::kOptionalType:
      return read_element(reader.message(), warnings, level + 1);
    case TypeProto::kMapType:
      return read_map_type(reader.message(), warnings, level + 1);
    default:
      return {};
  }
}

ValueType::Kind kind_of(uint32_t field) {
  switch (field) {
    case TypeProto::kTensorType:
      return ValueType::Kind::kTensor;
    case TypeProto::kSparseTensorType:
      return ValueType::Kind::kSparseTensor;
    case TypeProto::kSequenceType:
      return ValueType::Kind::kSequence;
    case TypeProto::kOptionalType:
      return ValueType::Kind::kOptional;
    case TypeProto::kMapType:
      return ValueType::Kind::kMap;
    default:
      return ValueType::Kind::kOpaque;
  }
}

ValueType read_nested(const Message& message, Warnings& warnings, std::size_t level) {
  if (level > kMaxTypeNesting) {
    fail_limit("a type is nested deeper than " + std::to_string(kMaxTypeNesting) + " levels");
  }
  ValueType type;
  std::string denotation;
  MessageReader reader(message, TypeProto::kFields);
  while (reader.next()) {
    if (reader.number() == TypeProto::kDenotation) {
      denotation = reader.text();
      continue;
    }
    if (type.kind != ValueType::Kind::kUnknown) reader.fail("a second type");
    type = read_content(reader, warnings, level);
    type.kind = kind_of(reader.number());
  }
  type.denotation = std::move(denotation);
  return type;
}

}  // namespace

ValueType read_type(const Message& message, Warnings& warnings) { return read_nested(message, warnings, 0); }

ParsedValue read_value_info(const Message& message, Warnings& warnings) {
  ParsedValue value;
  MessageReader reader(message, ValueInfoProto::kFields);
  while (reader.next()) {
    switch (reader.number()) {
      case ValueInfoProto::kName:
        value.name = reader.text();
        break;
      case ValueInfoProto::kType:
        value.type = read_type(reader.message(), warnings);
        break;
      default:
        value.doc = reader.text();
    }
  }
  if (value.name.empty()) fail_model(message.path() + " has no name");
  return value;
}

}  // namespace ort::onnx
