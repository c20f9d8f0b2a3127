#include "ort/value.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "libort/core/fail.h"
#include "libort/core/runtime_value.h"
#include "libort/core/tensor.h"
#include "libort/core/value_type.h"
#include "libort/session/value_access.h"

namespace ort {
namespace {

/// A shape from outside; its sizes are checked where the tensor is made.
Shape checked_shape(std::span<const int64_t> shape) {
  const bool negative = std::any_of(shape.begin(), shape.end(), [](int64_t dim) { return dim < 0; });
  if (negative) fail_usage("tried creating tensor with negative value in shape");
  return Shape(shape);
}

Shape checked_shape_of_bytes(std::span<const int64_t> shape, DataType dtype) {
  if (dtype == DataType::kString) fail_usage("strings are objects and cannot be taken from bytes; use from_strings");
  return checked_shape(shape);
}

const Tensor& tensor_in(const OrtValue& value) {
  const RuntimeValue& held = ValueAccess::unwrap(value);
  if (!held.is_tensor()) fail_usage("a tensor is needed, but this OrtValue is " + value.data_type());
  return held.tensor();
}

/// The tensor when its memory holds plain elements that the host can read.
const Tensor& host_tensor_in(const OrtValue& value) {
  const Tensor& tensor = tensor_in(value);
  if (tensor.is_string()) fail_usage("the elements of a string tensor are objects; use strings()");
  if (!tensor.device().is_cpu()) {
    fail_usage("the tensor is on device " + tensor.device().type + " and its bytes cannot be read on the CPU");
  }
  return tensor;
}

/// Data of a value is writable through every copy of it: copies share the data like Python references.
std::byte* writable(const Tensor& tensor) { return tensor.bytes() == 0 ? nullptr : const_cast<Tensor&>(tensor).data(); }

bool is_map_key(DataType dtype) {
  switch (dtype) {
    case DataType::kString:
    case DataType::kInt8:
    case DataType::kInt16:
    case DataType::kInt32:
    case DataType::kInt64:
    case DataType::kUint8:
    case DataType::kUint16:
    case DataType::kUint32:
    case DataType::kUint64:
      return true;
    default:
      return false;
  }
}

}  // namespace

OrtValue ValueAccess::wrap(RuntimeValue value) { return OrtValue(std::make_shared<RuntimeValue>(std::move(value))); }

const RuntimeValue& ValueAccess::unwrap(const OrtValue& value) {
  static const RuntimeValue none;
  return value.value_ ? *value.value_ : none;
}

OrtValue::OrtValue() : OrtValue(std::make_shared<RuntimeValue>()) {}

OrtValue::OrtValue(std::shared_ptr<RuntimeValue> value) : value_(std::move(value)) {}

OrtValue OrtValue::from_shape_and_type(std::span<const int64_t> shape, DataType dtype) {
  return ValueAccess::wrap(Tensor(dtype, checked_shape(shape)));
}

OrtValue OrtValue::from_memory(void* data, std::size_t bytes, std::span<const int64_t> shape, DataType dtype,
                               std::shared_ptr<void> owner) {
  Shape checked = checked_shape_of_bytes(shape, dtype);
  const std::size_t needed = buffer_bytes(dtype, checked.elements());
  if (bytes < needed) {
    fail_usage("not enough space: expected " + std::to_string(needed) + ", got " + std::to_string(bytes));
  }
  return ValueAccess::wrap(Tensor(dtype, std::move(checked), data, needed, std::move(owner)));
}

OrtValue OrtValue::from_bytes(std::span<const std::byte> bytes, std::span<const int64_t> shape, DataType dtype) {
  Shape checked = checked_shape_of_bytes(shape, dtype);
  const std::size_t needed = buffer_bytes(dtype, checked.elements());
  if (bytes.size() != needed) {
    fail_usage("a tensor " + std::string(data_type_name(dtype)) + checked.to_string() + " needs " +
               std::to_string(needed) + " bytes, got " + std::to_string(bytes.size()));
  }
  Tensor tensor(dtype, std::move(checked));
  if (!bytes.empty()) std::memcpy(tensor.data(), bytes.data(), bytes.size());
  return ValueAccess::wrap(std::move(tensor));
}

OrtValue OrtValue::from_strings(std::vector<std::string> strings, std::span<const int64_t> shape) {
  Shape checked = checked_shape(shape);
  if (checked.elements() != static_cast<int64_t>(strings.size())) {
    fail_usage("a tensor string" + checked.to_string() + " needs " + std::to_string(checked.elements()) +
               " strings, got " + std::to_string(strings.size()));
  }
  return ValueAccess::wrap(Tensor::from_strings(std::move(checked), std::move(strings)));
}

OrtValue OrtValue::from_sequence(std::vector<OrtValue> elements, std::string_view element_type) {
  if (elements.empty() && element_type.empty()) fail_usage("an empty sequence needs the type of its elements");
  const std::string type = element_type.empty() ? elements.front().data_type() : std::string(element_type);
  SequenceValue sequence = {parse_value_type(type), {}};
  sequence.elements.reserve(elements.size());
  for (const OrtValue& element : elements) {
    if (!element.is_tensor() && !element.is_map()) {
      fail_usage("a sequence holds tensors or maps, but element " + std::to_string(sequence.elements.size()) + " is " +
                 element.data_type());
    }
    if (element.data_type() != sequence.element_type.to_string()) {
      fail_usage("all elements of a sequence have one type: element " + std::to_string(sequence.elements.size()) +
                 " is " + element.data_type() + ", not " + sequence.element_type.to_string());
    }
    sequence.elements.push_back(ValueAccess::unwrap(element));
  }
  return ValueAccess::wrap(std::move(sequence));
}

OrtValue OrtValue::from_map(OrtValue keys, OrtValue values) {
  const Tensor& key_tensor = tensor_in(keys);
  const Tensor& value_tensor = tensor_in(values);
  if (!is_map_key(key_tensor.dtype())) {
    fail_usage("the keys of a map are integers or strings, not " + std::string(data_type_name(key_tensor.dtype())));
  }
  if (key_tensor.shape().rank() != 1 || key_tensor.shape() != value_tensor.shape()) {
    fail_usage("keys and values of a map are 1-D tensors of the same length, not of shapes " +
               key_tensor.shape().to_string() + " and " + value_tensor.shape().to_string());
  }
  return ValueAccess::wrap(MapValue{key_tensor, value_tensor});
}

OrtValue OrtValue::none(std::string_view inner_type) {
  return ValueAccess::wrap(NoneValue{parse_value_type(inner_type)});
}

bool OrtValue::has_value() const { return ValueAccess::unwrap(*this).has_value(); }

bool OrtValue::is_tensor() const { return ValueAccess::unwrap(*this).is_tensor(); }

bool OrtValue::is_tensor_sequence() const { return ValueAccess::unwrap(*this).is_sequence(); }

bool OrtValue::is_map() const { return ValueAccess::unwrap(*this).is_map(); }

std::string OrtValue::data_type() const { return ValueAccess::unwrap(*this).type().to_string(); }

DataType OrtValue::element_type() const { return tensor_in(*this).dtype(); }

const std::vector<int64_t>& OrtValue::shape() const { return tensor_in(*this).shape().dims(); }

int64_t OrtValue::element_count() const { return tensor_in(*this).elements(); }

void* OrtValue::data_ptr() const {
  const Tensor& tensor = tensor_in(*this);
  if (tensor.is_string()) fail_usage("the elements of a string tensor are objects; use strings()");
  return writable(tensor);
}

std::span<std::byte> OrtValue::bytes() const {
  const Tensor& tensor = host_tensor_in(*this);
  return {writable(tensor), tensor.bytes()};
}

void OrtValue::check_element_size(std::size_t size) const {
  const DataType dtype = host_tensor_in(*this).dtype();
  if (is_packed(dtype)) fail_usage("elements of " + std::string(data_type_name(dtype)) + " share bytes; use bytes()");
  const auto needed = static_cast<std::size_t>(data_type_bits(dtype)) / 8;
  if (size != needed) {
    fail_usage("elements of " + std::string(data_type_name(dtype)) + " have " + std::to_string(needed) +
               " bytes, not " + std::to_string(size));
  }
}

std::span<std::string> OrtValue::strings() const {
  const Tensor& tensor = tensor_in(*this);
  if (!tensor.is_string()) fail_usage("a tensor of strings is needed, but this OrtValue is " + data_type());
  return const_cast<Tensor&>(tensor).as<std::string>();
}

std::string OrtValue::device_name() const { return is_tensor() ? tensor_in(*this).device().type : "cpu"; }

void OrtValue::update_inplace(std::span<const std::byte> bytes) {
  const std::span<std::byte> target = this->bytes();
  if (bytes.size() != target.size()) {
    fail_usage("the size of the new data does not match the size of the OrtValue: expected " +
               std::to_string(target.size()) + " bytes, got " + std::to_string(bytes.size()));
  }
  if (!bytes.empty()) std::memmove(target.data(), bytes.data(), bytes.size());
}

std::vector<OrtValue> OrtValue::elements() const {
  const RuntimeValue& held = ValueAccess::unwrap(*this);
  if (!held.is_sequence()) fail_usage("a sequence is needed, but this OrtValue is " + data_type());
  std::vector<OrtValue> elements;
  elements.reserve(held.sequence().elements.size());
  for (const RuntimeValue& element : held.sequence().elements) elements.push_back(ValueAccess::wrap(element));
  return elements;
}

std::pair<OrtValue, OrtValue> OrtValue::map_entries() const {
  const RuntimeValue& held = ValueAccess::unwrap(*this);
  if (!held.is_map()) fail_usage("a map is needed, but this OrtValue is " + data_type());
  return {ValueAccess::wrap(held.map().keys), ValueAccess::wrap(held.map().values)};
}

}  // namespace ort
