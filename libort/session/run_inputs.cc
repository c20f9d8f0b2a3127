#include "libort/session/run_inputs.h"

#include <algorithm>

#include "libort/core/text.h"
#include "libort/session/value_access.h"

namespace ort {
namespace {

constexpr std::string_view kPleaseFix = " Please fix either the inputs/outputs or the model.";

std::string quoted_list(const std::vector<std::string>& names) {
  std::vector<std::string> quoted;
  for (const std::string& name : names) quoted.push_back("'" + printable(name) + "'");
  return "[" + join(quoted) + "]";
}

std::string kind_text(const RuntimeValue& value) {
  if (value.is_tensor()) return "tensor";
  if (value.is_sequence()) return "tensor sequence";
  return value.is_map() ? "map" : "value-less optional";
}

bool lies_on_cpu(const RuntimeValue& value) {
  if (value.is_tensor()) return value.tensor().device().is_cpu();
  if (value.is_map()) return value.map().values.device().is_cpu() && value.map().keys.device().is_cpu();
  if (!value.is_sequence()) return true;
  return std::ranges::all_of(value.sequence().elements, lies_on_cpu);
}

/// Whether a value of this type may be given where the model declares `declared`.
bool type_fits(const ValueType& declared, const std::string& declared_name, const RuntimeValue& value) {
  const ValueType& wanted =
      declared.kind == ValueType::Kind::kOptional && declared.element ? *declared.element : declared;
  if (wanted.is_tensor() && value.is_tensor())
    return wanted.dtype == value.tensor().dtype() || wanted.dtype == DataType::kUndefined;
  const std::string given = value.type().to_string();
  return given == declared_name || given == wanted.to_string();
}

}  // namespace

RunInputs::RunInputs(const Graph& graph) {
  for (const ValueId id : graph.inputs()) {
    const Value& value = graph.value(id);
    Input input{id, value.name, value.type, value.type.to_string(), {}, false};
    if (value.constant) {
      input.fallback = *value.constant;
      input.has_fallback = true;
    } else if (value.type.kind == ValueType::Kind::kOptional) {
      input.fallback = NoneValue{value.type.element ? *value.type.element : ValueType{}};
      input.has_fallback = true;
    }
    by_name_.emplace(input.name, inputs_.size());
    inputs_.push_back(std::move(input));
  }
  find_shared_symbols();
}

void RunInputs::find_shared_symbols() {
  std::map<std::string, std::pair<std::size_t, std::size_t>> first_place;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    const auto& dims = inputs_[i].type.shape.dims;
    for (std::size_t axis = 0; axis < dims.size(); ++axis) {
      if (dims[axis].symbol.empty()) continue;
      const auto [place, fresh] = first_place.emplace(dims[axis].symbol, std::pair(i, axis));
      if (!fresh) shared_symbols_.push_back({place->second.first, place->second.second, i, axis});
    }
  }
}

void RunInputs::check_kind(const Input& input, const RuntimeValue& value) {
  if (input.type.kind == ValueType::Kind::kUnknown || type_fits(input.type, input.type_name, value)) return;
  if (!value.has_value() && input.type.kind == ValueType::Kind::kOptional) return;
  if (input.type.is_tensor() != value.is_tensor()) {
    fail_input("input with name: '" + printable(input.name) + "' expected to be of type: " + input.type_name +
               " but received a " + kind_text(value));
  }
  fail_input("Unexpected input data type. Actual: (" + value.type().to_string() + ") , expected: (" + input.type_name +
             ") for input '" + printable(input.name) + "'");
}

void RunInputs::check_shape(const Input& input, const Tensor& tensor) {
  if (!input.type.shape.ranked) return;
  const auto& dims = input.type.shape.dims;
  if (static_cast<int>(dims.size()) != tensor.shape().rank()) {
    fail_input("Invalid rank for input: " + printable(input.name) + " Got: " + std::to_string(tensor.shape().rank()) +
               " Expected: " + std::to_string(dims.size()) + std::string(kPleaseFix));
  }
  std::string wrong;
  for (std::size_t axis = 0; axis < dims.size(); ++axis) {
    const int64_t size = tensor.shape()[static_cast<int>(axis)];
    if (!dims[axis].known() || dims[axis].value == size) continue;
    wrong += "\n index: " + std::to_string(axis) + " Got: " + std::to_string(size) +
             " Expected: " + std::to_string(dims[axis].value);
  }
  if (wrong.empty()) return;
  fail_input("Got invalid dimensions for input: " + printable(input.name) + " for the following indices" + wrong +
             "\n" + std::string(kPleaseFix));
}

void RunInputs::check_symbols(std::span<const RuntimeValue*> bound) const {
  for (const SharedSymbol& shared : shared_symbols_) {
    const RuntimeValue& first = *bound[shared.first_input];
    const RuntimeValue& second = *bound[shared.second_input];
    if (!first.is_tensor() || !second.is_tensor()) continue;
    const int64_t a = first.tensor().shape()[static_cast<int>(shared.first_axis)];
    const int64_t b = second.tensor().shape()[static_cast<int>(shared.second_axis)];
    if (a == b) continue;
    const Input& left = inputs_[shared.first_input];
    const Input& right = inputs_[shared.second_input];
    fail_input("dimension '" + printable(left.type.shape.dims[shared.first_axis].symbol) + "' is " + std::to_string(a) +
               " in input '" + printable(left.name) + "' (index " + std::to_string(shared.first_axis) + ") but " +
               std::to_string(b) + " in input '" + printable(right.name) + "' (index " +
               std::to_string(shared.second_axis) + ")");
  }
}

void RunInputs::fail_missing(std::span<const std::string> names, std::span<const RuntimeValue*> bound) const {
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    if (bound[i] == nullptr) missing.push_back(inputs_[i].name);
  }
  fail_input("Required inputs (" + quoted_list(missing) + ") are missing from input feed (" +
             quoted_list({names.begin(), names.end()}) + ").");
}

void RunInputs::bind(std::span<const std::string> names, std::span<const OrtValue> values,
                     std::span<const RuntimeValue*> bound) const {
  if (names.size() != values.size()) {
    fail_input("feed names has " + std::to_string(names.size()) + " elements, but feed has " +
               std::to_string(values.size()) + " elements.");
  }
  std::fill(bound.begin(), bound.end(), nullptr);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty()) fail_input("input name cannot be empty");
    const auto found = by_name_.find(names[i]);
    if (found == by_name_.end()) {
      std::vector<std::string> known;
      for (const Input& input : inputs_) known.push_back(input.name);
      const std::string near = nearest_match(names[i], known);
      fail_input("Invalid input name: " + printable(names[i]) +
                 (near.empty() ? "" : " (did you mean '" + printable(near) + "'?)") + "; the model has " +
                 quoted_list(known));
    }
    const RuntimeValue& value = ValueAccess::unwrap(values[i]);
    const Input& input = inputs_[found->second];
    check_kind(input, value);
    if (value.is_tensor()) check_shape(input, value.tensor());
    if (!value.is_tensor() && !lies_on_cpu(value))
      fail_input("tensors inside of input '" + printable(input.name) + "' must be in CPU memory");
    bound[found->second] = &value;
  }
  bool complete = true;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    if (bound[i] == nullptr && inputs_[i].has_fallback) bound[i] = &inputs_[i].fallback;
    complete = complete && bound[i] != nullptr;
  }
  if (!complete) fail_missing(names, bound);
  check_symbols(bound);
}

}  // namespace ort
