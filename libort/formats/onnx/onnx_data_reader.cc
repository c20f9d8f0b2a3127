#include <array>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libort/core/fail.h"
#include "libort/core/text.h"
#include "libort/core/type_dispatch.h"
#include "libort/core/value_type.h"
#include "libort/formats/onnx/onnx_fields.h"
#include "libort/formats/onnx/sparse.h"
#include "libort/formats/onnx/tensor_reader.h"
#include "libort/formats/onnx/wire.h"
#include "ort/onnx_data.h"

namespace ort {
namespace onnx {
namespace {

using Kind = ValueType::Kind;
using KeyTypes = Types<int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t>;

OrtValue read_value(const Message& message, const ValueType& type, std::size_t level);

std::string_view message_name(Kind kind) {
  switch (kind) {
    case Kind::kSparseTensor:
      return "SparseTensorProto";
    case Kind::kSequence:
      return "SequenceProto";
    case Kind::kMap:
      return "MapProto";
    case Kind::kOptional:
      return "OptionalProto";
    default:
      return "TensorProto";
  }
}

/// The kind that a value field of SequenceProto or OptionalProto holds. Both number these fields alike.
Kind kind_of_field(uint32_t number) {
  constexpr std::array kKinds = {Kind::kTensor, Kind::kSparseTensor, Kind::kSequence, Kind::kMap, Kind::kOptional};
  return kKinds.at(number - SequenceProto::kTensorValues);
}

void check_kind(const MessageReader& reader, int32_t elem_type, const ValueType& wanted) {
  const auto declared = static_cast<uint32_t>(elem_type) + SequenceProto::kTensorValues - 1;
  if (elem_type != 0 && declared != reader.number()) {
    reader.fail("the field does not fit elem_type " + std::to_string(elem_type));
  }
  const Kind kind = kind_of_field(reader.number());
  if (wanted.kind != Kind::kUnknown && wanted.kind != kind) {
    reader.fail("a " + std::string(message_name(kind)) + " where a " + wanted.to_string() + " is expected");
  }
}

ValueType element_type(const ValueType& type) { return type.element == nullptr ? ValueType() : *type.element; }

/// `type`; where nothing is known, one of the kind that the value field holds.
ValueType known_type(ValueType type, uint32_t field) {
  if (type.kind == Kind::kUnknown) type.kind = kind_of_field(field);
  return type;
}

OrtValue value_of(Tensor tensor) {
  if (!tensor.is_string()) {
    return OrtValue::from_memory(tensor.data(), tensor.bytes(), tensor.shape().dims(), tensor.dtype(), tensor.owner());
  }
  const auto strings = tensor.as<std::string>();
  return OrtValue::from_strings({strings.begin(), strings.end()}, tensor.shape().dims());
}

std::vector<OrtValue> read_elements(const Message& message, const ValueType& type, std::size_t level) {
  int32_t elem_type = 0;
  std::vector<OrtValue> elements;
  MessageReader reader(message, SequenceProto::kFields);
  while (reader.next()) {
    if (reader.number() == SequenceProto::kName) continue;
    if (reader.number() == SequenceProto::kElemType) {
      elem_type = reader.int32();
      continue;
    }
    check_kind(reader, elem_type, type);
    elements.push_back(read_value(reader.message(), known_type(type, reader.number()), level + 1));
  }
  return elements;
}

OrtValue read_sequence(const Message& message, const ValueType& type, std::size_t level) {
  const ValueType element = element_type(type);
  const bool typed = element.kind != Kind::kUnknown;
  return OrtValue::from_sequence(read_elements(message, element, level), typed ? element.to_string() : "");
}

OrtValue read_optional(const Message& message, const ValueType& type, std::size_t level) {
  const ValueType inner = element_type(type);
  int32_t elem_type = 0;
  std::optional<OrtValue> value;
  MessageReader reader(message, OptionalProto::kFields);
  while (reader.next()) {
    if (reader.number() == OptionalProto::kName) continue;
    if (reader.number() == OptionalProto::kElemType) {
      elem_type = reader.int32();
      continue;
    }
    if (value) reader.fail("a second value");
    check_kind(reader, elem_type, inner);
    value = read_value(reader.message(), known_type(inner, reader.number()), level + 1);
  }
  if (value) return *value;
  return inner.kind == Kind::kUnknown ? OrtValue() : OrtValue::none(inner.to_string());
}

bool is_integer_key(DataType dtype) {
  return (dtype >= DataType::kUint8 && dtype <= DataType::kInt64) || dtype == DataType::kUint32 ||
         dtype == DataType::kUint64;
}

Tensor integer_keys(const Message& message, DataType dtype, const std::vector<int64_t>& keys) {
  if (!is_integer_key(dtype)) {
    fail_model(message.path() + ": key_type " + std::to_string(static_cast<int>(dtype)) + " is no type of keys");
  }
  Tensor tensor(dtype, {static_cast<int64_t>(keys.size())});
  dispatch(dtype, KeyTypes{}, [&]<class T>() {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (!std::in_range<T>(keys[i]) && sizeof(T) < sizeof(int64_t)) {
        fail_model(message.path() + ": key " + std::to_string(keys[i]) + " does not fit in " +
                   std::string(data_type_name(dtype)));
      }
      tensor.as<T>()[i] = static_cast<T>(keys[i]);
    }
  });
  return tensor;
}

/// One 1-D tensor of the scalars that stand for the keys one by one.
OrtValue joined_scalars(const Message& message, const std::vector<OrtValue>& scalars) {
  const DataType dtype = scalars.front().element_type();
  std::vector<std::string> strings;
  std::vector<std::byte> bytes;
  for (const OrtValue& scalar : scalars) {
    if (scalar.element_type() != dtype || scalar.element_count() != 1 || is_packed(dtype)) {
      fail_model(message.path() + ": the values of a map are not scalars of one type");
    }
    if (dtype == DataType::kString) {
      strings.push_back(scalar.strings().front());
    } else {
      bytes.insert(bytes.end(), scalar.bytes().begin(), scalar.bytes().end());
    }
  }
  const std::array shape = {static_cast<int64_t>(scalars.size())};
  if (dtype == DataType::kString) return OrtValue::from_strings(std::move(strings), shape);
  return OrtValue::from_bytes(bytes, shape, dtype);
}

OrtValue map_values(const Message& message, const std::vector<OrtValue>& values, std::size_t keys) {
  const bool one_tensor = values.size() == 1 && values.front().shape().size() == 1;
  const std::size_t count = one_tensor ? static_cast<std::size_t>(values.front().element_count()) : values.size();
  if (count != keys) {
    fail_model(message.path() + ": a map with " + std::to_string(keys) + " keys and " + std::to_string(count) +
               " values");
  }
  return one_tensor ? values.front() : joined_scalars(message, values);
}

OrtValue read_map(const Message& message, const ValueType& type, std::size_t level) {
  auto key_type = DataType::kUndefined;
  std::vector<int64_t> keys;
  std::vector<std::string> string_keys;
  std::vector<OrtValue> values;
  MessageReader reader(message, MapProto::kFields);
  while (reader.next()) {
    switch (reader.number()) {
      case MapProto::kKeyType:
        key_type = static_cast<DataType>(reader.int32());
        break;
      case MapProto::kKeys:
        reader.for_each_entry([&](uint64_t key) { keys.push_back(static_cast<int64_t>(key)); });
        break;
      case MapProto::kStringKeys:
        string_keys.emplace_back(reader.text());
        break;
      case MapProto::kValues:
        values = read_elements(reader.message(), ValueType::tensor(DataType::kUndefined), level + 1);
        break;
      default:
        break;
    }
  }
  const bool strings = key_type == DataType::kString;
  if (!(strings ? keys.empty() : string_keys.empty())) {
    fail_model(message.path() + ": keys that do not fit key_type " + std::to_string(static_cast<int>(key_type)));
  }
  const std::size_t count = strings ? string_keys.size() : keys.size();
  if (values.empty() && count == 0 && type.element != nullptr && is_known(type.element->dtype)) {
    values.push_back(value_of(Tensor(type.element->dtype, {0})));
  }
  const Shape shape{static_cast<int64_t>(count)};
  Tensor key_tensor =
      strings ? Tensor::from_strings(shape, std::move(string_keys)) : integer_keys(message, key_type, keys);
  return OrtValue::from_map(value_of(std::move(key_tensor)), map_values(message, values, count));
}

OrtValue read_value(const Message& message, const ValueType& type, std::size_t level) {
  if (level > kMaxTypeNesting) {
    fail_limit(message.path() + ": values are nested deeper than " + std::to_string(kMaxTypeNesting) + " levels");
  }
  const TensorReader tensors(nullptr);
  switch (type.kind) {
    case Kind::kTensor:
      return value_of(tensors.read(message).tensor);
    case Kind::kSparseTensor:
      return value_of(densify(read_sparse(message, tensors)));
    case Kind::kSequence:
      return read_sequence(message, type, level);
    case Kind::kMap:
      return read_map(message, type, level);
    case Kind::kOptional:
      return read_optional(message, type, level);
    default:
      fail_model("there is no data format for " + type.to_string());
  }
}

}  // namespace
}  // namespace onnx

OrtValue parse_onnx_data(std::span<const std::byte> bytes, std::string_view type) {
  const ValueType wanted = type.empty() ? ValueType::tensor(DataType::kUndefined) : parse_value_type(type);
  try {
    return onnx::read_value(onnx::Message(bytes, onnx::UnknownFields::kRefuse), wanted, 0);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::kLimit || error.kind() == ErrorKind::kInternal) throw;
    fail_input("not a valid " + std::string(onnx::message_name(wanted.kind)) + ": " + error.what());
  }
}

}  // namespace ort
