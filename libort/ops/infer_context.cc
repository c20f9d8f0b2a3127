#include "libort/ops/infer_context.h"

#include <algorithm>

#include "libort/core/shape.h"

namespace ort {
namespace {

/// Longer tensors are no shapes: their elements are not followed.
constexpr int64_t kMaxElements = 1024;

}  // namespace

InferContext::InferContext(const Node& node, std::vector<InferValue> inputs)
    : node_(node), inputs_(std::move(inputs)), outputs_(node.outputs.size()) {}

const ValueType& InferContext::input_type(int i) const {
  static const ValueType kAbsent;
  return has_input(i) ? inputs_[static_cast<std::size_t>(i)].type : kAbsent;
}

DataType InferContext::input_dtype(int i) const { return input_type(i).dtype; }

const SymbolicShape& InferContext::input_shape(int i) const { return input_type(i).shape; }

const Tensor* InferContext::constant(int i) const {
  return has_input(i) ? inputs_[static_cast<std::size_t>(i)].constant : nullptr;
}

std::optional<std::vector<int64_t>> InferContext::integers(int i) const {
  if (const Tensor* tensor = constant(i)) {
    if (tensor->shape().rank() > 1)
      fail_node("input " + std::to_string(i) + " must be a scalar or one-dimensional, but has shape " +
                tensor->shape().to_string());
    return integers_of(*tensor);
  }
  if (!has_input(i) || !inputs_[static_cast<std::size_t>(i)].elements) return std::nullopt;
  std::vector<int64_t> numbers;
  for (const Element& element : *inputs_[static_cast<std::size_t>(i)].elements) {
    if (!element.number) return std::nullopt;
    numbers.push_back(*element.number);
  }
  return numbers;
}

std::optional<std::vector<Element>> InferContext::elements(int i) const {
  if (!has_input(i)) return std::nullopt;
  const InferValue& input = inputs_[static_cast<std::size_t>(i)];
  if (input.constant == nullptr) return input.elements;
  const bool small_integers =
      input.constant->shape().rank() <= 1 && input.constant->elements() <= kMaxElements &&
      (input.constant->dtype() == DataType::kInt64 || input.constant->dtype() == DataType::kInt32);
  if (!small_integers) return std::nullopt;
  const std::vector<int64_t> numbers = integers_of(*input.constant);
  return std::vector<Element>(numbers.begin(), numbers.end());
}

void InferContext::set_output(int i, DataType dtype, SymbolicShape shape) {
  set_output_type(i, ValueType::tensor(dtype, std::move(shape)));
}

void InferContext::set_output_type(int i, ValueType type) {
  if (i < output_count()) outputs_[static_cast<std::size_t>(i)].type = std::move(type);
}

void InferContext::set_output_elements(int i, std::vector<Element> elements) {
  if (i < output_count()) outputs_[static_cast<std::size_t>(i)].elements = std::move(elements);
}

void infer_same_as_first_input(InferContext& context) { context.set_output_type(0, context.input_type(0)); }

namespace {

Dim broadcast_dim(const Dim& a, const Dim& b, const SymbolicShape& left, const SymbolicShape& right) {
  if (a.known() && a.value == 1) return b;
  if (b.known() && b.value == 1) return a;
  if (a.known() && b.known()) {
    if (a.value != b.value)
      fail_node("shapes " + left.to_string() + " and " + right.to_string() + " cannot be broadcast");
    return a;
  }
  if (a.known()) return a;
  if (b.known()) return b;
  return a.same_as(b) ? a : Dim();
}

}  // namespace

SymbolicShape broadcast_symbolic(const SymbolicShape& a, const SymbolicShape& b) {
  if (!a.ranked || !b.ranked) return {};
  const int rank = std::max(a.rank(), b.rank());
  std::vector<Dim> dims(static_cast<std::size_t>(rank));
  for (int axis = 0; axis < rank; ++axis) {
    const int in_a = axis - (rank - a.rank());
    const int in_b = axis - (rank - b.rank());
    const Dim left = in_a < 0 ? Dim(1) : a.dims[static_cast<std::size_t>(in_a)];
    const Dim right = in_b < 0 ? Dim(1) : b.dims[static_cast<std::size_t>(in_b)];
    dims[static_cast<std::size_t>(axis)] = broadcast_dim(left, right, a, b);
  }
  return SymbolicShape::of(std::move(dims));
}

int checked_axis(int64_t axis, int rank) { return normalize_axis(axis, rank); }

}  // namespace ort
