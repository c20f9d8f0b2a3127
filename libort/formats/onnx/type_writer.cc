#include "libort/formats/onnx/type_writer.h"

#include "libort/formats/onnx/message_writer.h"
#include "libort/formats/onnx/onnx_fields.h"

namespace ort::onnx {
namespace {

std::string write_dim(const Dim& dim) {
  MessageWriter writer;
  if (dim.known()) {
    writer.add_number(DimensionProto::kDimValue, dim.value);
  } else {
    writer.add_name(DimensionProto::kDimParam, dim.symbol);
  }
  writer.add_name(DimensionProto::kDenotation, dim.denotation);
  return writer.finish();
}

std::string write_tensor_type(const ValueType& type) {
  MessageWriter writer;
  writer.add_number(TensorTypeProto::kElemType, static_cast<int64_t>(type.dtype));
  if (type.shape.ranked) {
    MessageWriter shape;
    for (const Dim& dim : type.shape.dims) shape.add_bytes(TensorShapeProto::kDim, write_dim(dim));
    writer.add_bytes(TensorTypeProto::kShape, shape.finish());
  }
  return writer.finish();
}

std::string write_element(const ValueType& type) {
  MessageWriter writer;
  if (type.element) writer.add_bytes(ElementTypeProto::kElemType, write_type(*type.element));
  return writer.finish();
}

std::string write_map_type(const ValueType& type) {
  MessageWriter writer;
  writer.add_number(MapTypeProto::kKeyType, static_cast<int64_t>(type.dtype));
  if (type.element) writer.add_bytes(MapTypeProto::kValueType, write_type(*type.element));
  return writer.finish();
}

}  // namespace

std::string write_type(const ValueType& type) {
  MessageWriter writer;
  switch (type.kind) {
    case ValueType::Kind::kUnknown:
      return {};
    case ValueType::Kind::kTensor:
      if (type.dtype == DataType::kUndefined) return {};
      writer.add_bytes(TypeProto::kTensorType, write_tensor_type(type));
      break;
    case ValueType::Kind::kSparseTensor:
      writer.add_bytes(TypeProto::kSparseTensorType, write_tensor_type(type));
      break;
    case ValueType::Kind::kSequence:
      writer.add_bytes(TypeProto::kSequenceType, write_element(type));
      break;
    case ValueType::Kind::kOptional:
      writer.add_bytes(TypeProto::kOptionalType, write_element(type));
      break;
    case ValueType::Kind::kMap:
      writer.add_bytes(TypeProto::kMapType, write_map_type(type));
      break;
    case ValueType::Kind::kOpaque:
      writer.add_bytes(TypeProto::kOpaqueType, {});
      break;
  }
  writer.add_name(TypeProto::kDenotation, type.denotation);
  return writer.finish();
}

}  // namespace ort::onnx
