#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "libort/core/value_type.h"

namespace ort {

/// A set of value types as ONNX's type constraints use them: tensors, sequences and optionals by element type, and maps
/// and the like by name.
class TypeSet {
 public:
  constexpr TypeSet() = default;
  constexpr TypeSet(std::initializer_list<DataType> tensors) {
    for (const DataType dtype : tensors) tensor_ |= bit(dtype);
  }

  /// seq(tensor(X)), optional(tensor(X)), optional(seq(tensor(X))) for the tensors of this set.
  constexpr TypeSet as_sequences() const;
  constexpr TypeSet as_optionals() const;
  constexpr TypeSet as_optional_sequences() const;

  constexpr TypeSet operator|(const TypeSet& other) const {
    TypeSet sum;
    sum.tensor_ = tensor_ | other.tensor_;
    sum.sequence_ = sequence_ | other.sequence_;
    sum.optional_ = optional_ | other.optional_;
    sum.optional_sequence_ = optional_sequence_ | other.optional_sequence_;
    return sum;
  }
  constexpr TypeSet without(const TypeSet& other) const {
    TypeSet rest;
    rest.tensor_ = tensor_ & ~other.tensor_;
    rest.sequence_ = sequence_ & ~other.sequence_;
    rest.optional_ = optional_ & ~other.optional_;
    rest.optional_sequence_ = optional_sequence_ & ~other.optional_sequence_;
    return rest;
  }

  constexpr bool contains(DataType dtype) const { return (tensor_ & bit(dtype)) != 0; }
  bool contains(const ValueType& type) const;
  bool empty() const { return tensor_ == 0 && sequence_ == 0 && optional_ == 0 && optional_sequence_ == 0; }
  bool operator==(const TypeSet&) const = default;

  /// "tensor(float)", ..., sorted.
  std::vector<std::string> names() const;

 private:
  static constexpr uint32_t bit(DataType dtype) { return uint32_t{1} << static_cast<int>(dtype); }
  uint32_t tensor_ = 0;
  uint32_t sequence_ = 0;
  uint32_t optional_ = 0;
  uint32_t optional_sequence_ = 0;
};

constexpr TypeSet TypeSet::as_sequences() const {
  TypeSet set;
  set.sequence_ = tensor_;
  return set;
}
constexpr TypeSet TypeSet::as_optionals() const {
  TypeSet set;
  set.optional_ = tensor_;
  return set;
}
constexpr TypeSet TypeSet::as_optional_sequences() const {
  TypeSet set;
  set.optional_sequence_ = tensor_;
  return set;
}

// The sets that ONNX's schemas are made of.
inline constexpr TypeSet kFloats{DataType::kFloat16, DataType::kFloat, DataType::kDouble};
inline constexpr TypeSet kBfloat16Only{DataType::kBfloat16};
inline constexpr TypeSet kFloatsBf16 = kFloats | kBfloat16Only;
inline constexpr TypeSet kSigned{DataType::kInt8, DataType::kInt16, DataType::kInt32, DataType::kInt64};
inline constexpr TypeSet kUnsigned{DataType::kUint8, DataType::kUint16, DataType::kUint32, DataType::kUint64};
inline constexpr TypeSet kIntegers = kSigned | kUnsigned;
inline constexpr TypeSet kNumeric = kFloats | kIntegers;
inline constexpr TypeSet kNumericBf16 = kNumeric | kBfloat16Only;
/// float16, float, double, (u)int32, (u)int64: "high precision" numeric types.
inline constexpr TypeSet kHighPrecision =
    kFloats | TypeSet{DataType::kInt32, DataType::kInt64, DataType::kUint32, DataType::kUint64};
inline constexpr TypeSet kHighPrecisionBf16 = kHighPrecision | kBfloat16Only;
inline constexpr TypeSet kBool{DataType::kBool};
inline constexpr TypeSet kString{DataType::kString};
inline constexpr TypeSet kInt64Only{DataType::kInt64};
inline constexpr TypeSet kIndexTypes{DataType::kInt32, DataType::kInt64};
inline constexpr TypeSet kComplex{DataType::kComplex64, DataType::kComplex128};
/// The 15 element types of IR 3: numeric, bool, string, complex.
inline constexpr TypeSet kAllTensors = kNumeric | kBool | kString | kComplex;
inline constexpr TypeSet kAllTensorsBf16 = kAllTensors | kBfloat16Only;
inline constexpr TypeSet kFloat8{DataType::kFloat8E4M3FN, DataType::kFloat8E4M3FNUZ, DataType::kFloat8E5M2,
                                 DataType::kFloat8E5M2FNUZ};
inline constexpr TypeSet kInt4{DataType::kUint4, DataType::kInt4};
inline constexpr TypeSet kFloat4{DataType::kFloat4E2M1};
inline constexpr TypeSet kFloat8E8M0Only{DataType::kFloat8E8M0};
inline constexpr TypeSet kInt2{DataType::kUint2, DataType::kInt2};
inline constexpr TypeSet kFloat6{DataType::kFloat6E2M3, DataType::kFloat6E3M2};
/// All tensor types up to IR 9, 10, 11, 12, 13.
inline constexpr TypeSet kAllTensorsIr9 = kAllTensorsBf16 | kFloat8;
inline constexpr TypeSet kAllTensorsIr10 = kAllTensorsIr9 | kInt4;
inline constexpr TypeSet kAllTensorsIr11 = kAllTensorsIr10 | kFloat4;
inline constexpr TypeSet kAllTensorsIr12 = kAllTensorsIr11 | kFloat8E8M0Only;
inline constexpr TypeSet kAllTensorsIr13 = kAllTensorsIr12 | kInt2;

}  // namespace ort
