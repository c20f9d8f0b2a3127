#include "ort/value.h"

#include <string>
#include <utility>

#include "libort/core/fail.h"
#include "libort/core/runtime_value.h"
#include "libort/core/tensor.h"
#include "libort/core/value_type.h"
#include "libort/session/value_access.h"

namespace ort {
namespace {

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

const Tensor& ValueAccess::tensor(const OrtValue& value) {
  const RuntimeValue& held = unwrap(value);
  if (!held.is_tensor()) fail_usage("a tensor is needed, but this OrtValue is " + value.data_type());
  return held.tensor();
}

OrtValue::OrtValue() : OrtValue(std::make_shared<RuntimeValue>()) {}

OrtValue::OrtValue(std::shared_ptr<RuntimeValue> value) : value_(std::move(value)) {}

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
  const Tensor& key_tensor = ValueAccess::tensor(keys);
  const Tensor& value_tensor = ValueAccess::tensor(values);
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
