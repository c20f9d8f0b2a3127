#pragma once

#include <memory>
#include <variant>
#include <vector>

#include "libort/core/tensor.h"
#include "libort/core/value_type.h"

namespace ort {

class RuntimeValue;

struct SequenceValue {
  ValueType element_type;
  std::vector<RuntimeValue> elements;
};

/// Keys: 1-D integers or strings; values: a 1-D tensor of the same length.
struct MapValue {
  Tensor keys;
  Tensor values;
};

/// An optional without value.
struct NoneValue {
  ValueType inner;
};

/// What a graph value holds while a model runs. Copies share tensors.
class RuntimeValue {
 public:
  RuntimeValue() : held_(NoneValue{}) {}
  RuntimeValue(Tensor tensor) : held_(std::move(tensor)) {}  // NOLINT: a tensor is a value
  RuntimeValue(SequenceValue sequence) : held_(std::make_shared<SequenceValue>(std::move(sequence))) {}  // NOLINT
  RuntimeValue(MapValue map) : held_(std::make_shared<MapValue>(std::move(map))) {}                      // NOLINT
  RuntimeValue(NoneValue none) : held_(std::move(none)) {}                                               // NOLINT

  bool is_tensor() const { return std::holds_alternative<Tensor>(held_); }
  bool is_sequence() const { return std::holds_alternative<std::shared_ptr<SequenceValue>>(held_); }
  bool is_map() const { return std::holds_alternative<std::shared_ptr<MapValue>>(held_); }
  bool has_value() const { return !std::holds_alternative<NoneValue>(held_); }

  const Tensor& tensor() const { return std::get<Tensor>(held_); }
  Tensor& tensor() { return std::get<Tensor>(held_); }
  const SequenceValue& sequence() const { return *std::get<std::shared_ptr<SequenceValue>>(held_); }
  SequenceValue& sequence() { return *std::get<std::shared_ptr<SequenceValue>>(held_); }
  const MapValue& map() const { return *std::get<std::shared_ptr<MapValue>>(held_); }

  /// With the shape where it is a tensor.
  ValueType type() const;

 private:
  std::variant<NoneValue, Tensor, std::shared_ptr<SequenceValue>, std::shared_ptr<MapValue>> held_;
};

}  // namespace ort
