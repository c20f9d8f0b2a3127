#include "libort/ops/type_set.h"

#include <algorithm>

namespace ort {

bool TypeSet::contains(const ValueType& type) const {
  switch (type.kind) {
    case ValueType::Kind::kTensor:
    case ValueType::Kind::kSparseTensor:
      return (tensor_ & bit(type.dtype)) != 0;
    case ValueType::Kind::kSequence:
      return type.element && type.element->is_tensor() && (sequence_ & bit(type.element->dtype)) != 0;
    case ValueType::Kind::kOptional: {
      if (!type.element) return false;
      const ValueType& inner = *type.element;
      if (inner.is_tensor()) return (optional_ & bit(inner.dtype)) != 0;
      const bool sequence = inner.kind == ValueType::Kind::kSequence && inner.element && inner.element->is_tensor();
      return sequence && (optional_sequence_ & bit(inner.element->dtype)) != 0;
    }
    default:
      return false;
  }
}

std::vector<std::string> TypeSet::names() const {
  std::vector<std::string> names;
  for (int number = 1; number < kDataTypeCount; ++number) {
    const DataType dtype = static_cast<DataType>(number);
    const std::string tensor = "tensor(" + std::string(data_type_name(dtype)) + ")";
    if (tensor_ & bit(dtype)) names.push_back(tensor);
    if (sequence_ & bit(dtype)) names.push_back("seq(" + tensor + ")");
    if (optional_ & bit(dtype)) names.push_back("optional(" + tensor + ")");
    if (optional_sequence_ & bit(dtype)) names.push_back("optional(seq(" + tensor + "))");
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace ort
