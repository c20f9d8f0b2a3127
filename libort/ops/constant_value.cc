#include "libort/ops/constant_value.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

#include "libort/core/checked_math.h"
#include "libort/core/fail.h"
#include "libort/core/packed.h"

namespace ort {
namespace {

constexpr std::array kValueAttributes = {"value",     "sparse_value", "value_float",  "value_floats",
                                         "value_int", "value_ints",   "value_string", "value_strings"};

const Attribute& only_value(const Node& node) {
  const Attribute* value = nullptr;
  for (const char* name : kValueAttributes) {
    const auto found = node.attributes.find(name);
    if (found == node.attributes.end()) continue;
    if (value != nullptr) fail_node("a constant with more than one value");
    value = &found->second;
  }
  if (value == nullptr) fail_node("a constant without a value");
  return *value;
}

template <class T>
Tensor filled(DataType dtype, Shape shape, std::span<const T> elements) {
  Tensor tensor(dtype, std::move(shape));
  std::ranges::copy(elements, tensor.as<T>().begin());
  return tensor;
}

/// Position in the dense tensor of sparse element i: `indices` holds positions or coordinates.
int64_t dense_position(const SparseTensorData& sparse, int64_t i) {
  const std::span<const int64_t> indices = sparse.indices.as<int64_t>();
  if (sparse.indices.shape().rank() == 1) {
    const int64_t position = indices[static_cast<std::size_t>(i)];
    if (position < 0 || position >= sparse.dense_shape.elements()) {
      fail_node("sparse index " + std::to_string(position) + " for shape " + sparse.dense_shape.to_string());
    }
    return position;
  }
  int64_t position = 0;
  for (int axis = 0; axis < sparse.dense_shape.rank(); ++axis) {
    const int64_t coordinate = indices[static_cast<std::size_t>(i * sparse.dense_shape.rank() + axis)];
    if (coordinate < 0 || coordinate >= sparse.dense_shape[axis]) {
      fail_node("sparse coordinate " + std::to_string(coordinate) + " for dimension " + std::to_string(axis) + " of " +
                sparse.dense_shape.to_string());
    }
    position = position * sparse.dense_shape[axis] + coordinate;
  }
  return position;
}

void check_sparse(const SparseTensorData& sparse) {
  const int64_t count = sparse.values.elements();
  const Shape& indices = sparse.indices.shape();
  const bool fits = sparse.indices.dtype() == DataType::kInt64 &&
                    (indices == Shape({count}) || indices == Shape({count, sparse.dense_shape.rank()}));
  if (!fits) {
    fail_node("sparse indices of shape " + indices.to_string() + " for " + std::to_string(count) +
              " values of a tensor of shape " + sparse.dense_shape.to_string());
  }
}

Tensor dense_packed(const SparseTensorData& sparse) {
  const DataType dtype = sparse.values.dtype();
  Tensor dense(dtype, sparse.dense_shape);
  std::vector<uint8_t> values(static_cast<std::size_t>(sparse.values.elements()));
  std::vector<uint8_t> elements(static_cast<std::size_t>(dense.elements()));
  unpack(dtype, sparse.values.data(), sparse.values.elements(), values.data());
  for (std::size_t i = 0; i < values.size(); ++i) {
    elements[static_cast<std::size_t>(dense_position(sparse, static_cast<int64_t>(i)))] = values[i];
  }
  pack(dtype, elements.data(), dense.elements(), dense.data());
  return dense;
}

Tensor dense_tensor(const SparseTensorData& sparse) {
  check_sparse(sparse);
  const DataType dtype = sparse.values.dtype();
  if (is_packed(dtype)) return dense_packed(sparse);
  Tensor dense(dtype, sparse.dense_shape);
  if (sparse.values.is_string()) {
    for (int64_t i = 0; i < sparse.values.elements(); ++i) {
      dense.as<std::string>()[static_cast<std::size_t>(dense_position(sparse, i))] =
          sparse.values.as<std::string>()[static_cast<std::size_t>(i)];
    }
    return dense;
  }
  std::memset(dense.data(), 0, dense.bytes());
  const std::size_t size = buffer_bytes(dtype, 1);
  for (int64_t i = 0; i < sparse.values.elements(); ++i) {
    std::memcpy(dense.data() + static_cast<std::size_t>(dense_position(sparse, i)) * size,
                sparse.values.data() + static_cast<std::size_t>(i) * size, size);
  }
  return dense;
}

/// Calls `visit` with the value in the form that the attribute has.
template <class Visitor>
auto visit_value(const Attribute& value, const Visitor& visit) {
  if (const auto* tensor = value.get<Tensor>()) return visit(*tensor);
  if (const auto* sparse = value.get<SparseTensorData>()) return visit(*sparse);
  if (const auto* number = value.get<float>()) return visit(*number);
  if (const auto* numbers = value.get<std::vector<float>>()) return visit(*numbers);
  if (const auto* number = value.get<int64_t>()) return visit(*number);
  if (const auto* numbers = value.get<std::vector<int64_t>>()) return visit(*numbers);
  if (const auto* text = value.get<std::string>()) return visit(*text);
  if (const auto* texts = value.get<std::vector<std::string>>()) return visit(*texts);
  fail_node("a constant whose value is of type " + std::string(attribute_type_name(value.type())));
}

struct MakeTensor {
  Tensor operator()(const Tensor& tensor) const { return tensor; }
  Tensor operator()(const SparseTensorData& sparse) const { return dense_tensor(sparse); }
  Tensor operator()(float number) const { return filled<float>(DataType::kFloat, {}, {{number}}); }
  Tensor operator()(int64_t number) const { return filled<int64_t>(DataType::kInt64, {}, {{number}}); }
  Tensor operator()(const std::string& text) const { return Tensor::from_strings({}, {text}); }
  Tensor operator()(const std::vector<float>& numbers) const {
    return filled<float>(DataType::kFloat, {std::ssize(numbers)}, numbers);
  }
  Tensor operator()(const std::vector<int64_t>& numbers) const { return tensor_of(numbers); }
  Tensor operator()(const std::vector<std::string>& texts) const {
    return Tensor::from_strings({std::ssize(texts)}, texts);
  }
};

struct TypeOf {
  static ValueType dense(DataType dtype, const Shape& shape) {
    return ValueType::tensor(dtype, SymbolicShape::of({shape.begin(), shape.end()}));
  }
  ValueType operator()(const Tensor& tensor) const { return dense(tensor.dtype(), tensor.shape()); }
  ValueType operator()(const SparseTensorData& sparse) const {
    return dense(sparse.values.dtype(), sparse.dense_shape);
  }
  ValueType operator()(float) const { return dense(DataType::kFloat, {}); }
  ValueType operator()(int64_t) const { return dense(DataType::kInt64, {}); }
  ValueType operator()(const std::string&) const { return dense(DataType::kString, {}); }
  ValueType operator()(const std::vector<float>& list) const { return dense(DataType::kFloat, {std::ssize(list)}); }
  ValueType operator()(const std::vector<int64_t>& list) const { return dense(DataType::kInt64, {std::ssize(list)}); }
  ValueType operator()(const std::vector<std::string>& list) const {
    return dense(DataType::kString, {std::ssize(list)});
  }
};

}  // namespace

Tensor constant_value(const Node& node) { return visit_value(only_value(node), MakeTensor{}); }

ValueType constant_type(const Node& node) { return visit_value(only_value(node), TypeOf{}); }

}  // namespace ort
