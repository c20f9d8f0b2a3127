#include <string>
#include <utility>

#include "libort/core/fail.h"
#include "libort/core/tensor.h"
#include "libort/core/value_type.h"
#include "libort/formats/onnx/message_writer.h"
#include "libort/formats/onnx/onnx_fields.h"
#include "libort/formats/onnx/tensor_writer.h"
#include "ort/onnx_data.h"

namespace ort {
namespace onnx {
namespace {

using Kind = ValueType::Kind;

std::string write_value(const OrtValue& value, std::string_view name);

std::string write_tensor_value(const OrtValue& value, std::string_view name) {
  const DataType dtype = value.element_type();
  if (dtype == DataType::kString) return write_tensor(dtype, value.shape(), {}, value.strings(), name);
  return write_tensor(dtype, value.shape(), value.bytes(), {}, name);
}

DataProtoType proto_type(Kind kind) {
  switch (kind) {
    case Kind::kSequence:
      return DataProtoType::kSequence;
    case Kind::kMap:
      return DataProtoType::kMap;
    case Kind::kOptional:
      return DataProtoType::kOptional;
    default:
      return DataProtoType::kTensor;
  }
}

/// The field of SequenceProto and OptionalProto, numbered alike, that holds values of a type.
uint32_t value_field(DataProtoType type) { return static_cast<uint32_t>(type) + SequenceProto::kTensorValues - 1; }

std::string write_sequence(const OrtValue& value, std::string_view name) {
  const ValueType type = parse_value_type(value.data_type());
  const DataProtoType element = proto_type(type.element == nullptr ? Kind::kTensor : type.element->kind);
  MessageWriter writer;
  writer.add_name(SequenceProto::kName, name);
  writer.add_number(SequenceProto::kElemType, static_cast<int64_t>(element));
  for (const OrtValue& entry : value.elements()) writer.add_bytes(value_field(element), write_value(entry, {}));
  return writer.finish();
}

/// The values of a map as a SequenceProto with one scalar for each key.
std::string write_scalars(const OrtValue& values) {
  MessageWriter writer;
  writer.add_number(SequenceProto::kElemType, static_cast<int64_t>(DataProtoType::kTensor));
  const DataType dtype = values.element_type();
  if (is_packed(dtype)) fail_usage("a map with values of type " + std::string(data_type_name(dtype)));
  const auto count = static_cast<std::size_t>(values.element_count());
  const std::size_t size = buffer_bytes(dtype, 1);
  for (std::size_t i = 0; i < count; ++i) {
    const bool text = dtype == DataType::kString;
    const auto strings =
        text ? std::span<const std::string>(values.strings()).subspan(i, 1) : std::span<const std::string>();
    const auto bytes =
        text ? std::span<const std::byte>() : std::span<const std::byte>(values.bytes()).subspan(i * size, size);
    writer.add_bytes(SequenceProto::kTensorValues, write_tensor(dtype, {}, bytes, strings, {}));
  }
  return writer.finish();
}

std::string write_map(const OrtValue& value, std::string_view name) {
  const auto [keys, values] = value.map_entries();
  MessageWriter writer;
  writer.add_name(MapProto::kName, name);
  writer.add_number(MapProto::kKeyType, static_cast<int64_t>(keys.element_type()));
  if (keys.element_type() == DataType::kString) {
    for (const std::string& key : keys.strings()) writer.add_bytes(MapProto::kStringKeys, key);
  } else {
    const Tensor view(keys.element_type(), Shape{keys.element_count()}, keys.data_ptr(), keys.bytes().size(), nullptr);
    for (const int64_t key : integers_of(view)) writer.add_number(MapProto::kKeys, key);
  }
  writer.add_bytes(MapProto::kValues, write_scalars(values));
  return writer.finish();
}

std::string write_optional(const OrtValue& value, std::string_view name) {
  MessageWriter writer;
  writer.add_name(OptionalProto::kName, name);
  if (!value.has_value()) {
    writer.add_number(OptionalProto::kElemType, static_cast<int64_t>(DataProtoType::kUndefined));
    return writer.finish();
  }
  const DataProtoType type = proto_type(parse_value_type(value.data_type()).kind);
  writer.add_number(OptionalProto::kElemType, static_cast<int64_t>(type));
  writer.add_bytes(value_field(type), write_value(value, {}));
  return writer.finish();
}

std::string write_value(const OrtValue& value, std::string_view name) {
  if (!value.has_value()) return write_optional(value, name);
  if (value.is_tensor()) return write_tensor_value(value, name);
  return value.is_map() ? write_map(value, name) : write_sequence(value, name);
}

}  // namespace
}  // namespace onnx

std::vector<std::byte> serialize_onnx_data(const OrtValue& value, std::string_view name, bool as_optional) {
  const std::string text = as_optional ? onnx::write_optional(value, name) : onnx::write_value(value, name);
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

}  // namespace ort
