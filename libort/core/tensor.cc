#include "libort/core/tensor.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>

#include "libort/core/checked_math.h"
#include "libort/core/fail.h"

namespace ort {
namespace {

/// Default-made strings in memory of `allocator`, destroyed with the last copy of the pointer.
std::shared_ptr<void> allocate_strings(const std::shared_ptr<Allocator>& allocator, std::size_t count) {
  if (!allocator->device().is_cpu()) fail_node("a string tensor cannot live on device " + allocator->device().type);
  const std::size_t bytes = count * sizeof(std::string);
  auto* strings = static_cast<std::string*>(allocator->allocate(bytes));
  std::uninitialized_value_construct_n(strings, count);
  return {strings, [allocator, bytes, count](std::string* held) {
            std::destroy_n(held, count);
            allocator->deallocate(held, bytes);
          }};
}

template <class T>
std::vector<int64_t> widened(const Tensor& tensor) {
  const std::span<const T> values = tensor.as<T>();
  return {values.begin(), values.end()};
}

std::vector<int64_t> widened_uint64(const Tensor& tensor) {
  for (const uint64_t value : tensor.as<uint64_t>()) {
    if (value > INT64_MAX) fail_node("the integer " + std::to_string(value) + " does not fit in int64");
  }
  return widened<uint64_t>(tensor);
}

}  // namespace

std::size_t element_alignment(DataType dtype) {
  switch (dtype) {
    case DataType::kString:
      return alignof(std::string);
    case DataType::kComplex64:
      return alignof(float);
    case DataType::kComplex128:
      return alignof(double);
    default:
      return static_cast<std::size_t>(std::max(1, data_type_bits(dtype) / 8));
  }
}

Tensor::Tensor() : shape_({0}) {}

Tensor::Tensor(DataType dtype, Shape shape, const std::shared_ptr<Allocator>& allocator)
    : dtype_(dtype),
      shape_(std::move(shape)),
      elements_(shape_.elements()),
      bytes_(buffer_bytes(dtype, elements_)),
      device_(allocator->device()) {
  if (is_string()) {
    owner_ = allocate_strings(allocator, static_cast<std::size_t>(elements_));
  } else {
    owner_ = allocate_shared(allocator, bytes_);
  }
  data_ = static_cast<std::byte*>(owner_.get());
}

Tensor::Tensor(DataType dtype, Shape shape, void* data, std::size_t bytes, std::shared_ptr<void> owner, Device device)
    : dtype_(dtype),
      shape_(std::move(shape)),
      elements_(shape_.elements()),
      bytes_(buffer_bytes(dtype, elements_)),
      data_(static_cast<std::byte*>(data)),
      owner_(std::move(owner)),
      device_(std::move(device)) {
  const std::string wanted = std::string(data_type_name(dtype)) + shape_.to_string();
  if (bytes != bytes_) {
    fail_usage("a tensor " + wanted + " needs " + std::to_string(bytes_) + " bytes, got " + std::to_string(bytes));
  }
  if (bytes_ > 0 && data_ == nullptr) fail_usage("a tensor " + wanted + " needs memory, got a null pointer");
  if (reinterpret_cast<std::uintptr_t>(data_) % element_alignment(dtype) != 0) {
    fail_usage("the memory of a tensor " + wanted + " must be aligned to " + std::to_string(element_alignment(dtype)) +
               " bytes");
  }
}

Tensor Tensor::from_strings(Shape shape, std::vector<std::string> strings) {
  auto owner = std::make_shared<std::vector<std::string>>(std::move(strings));
  return {DataType::kString, std::move(shape), owner->data(), owner->size() * sizeof(std::string), owner};
}

Tensor Tensor::reshaped(Shape shape) const {
  if (shape.elements() != elements_) {
    fail_node("a tensor of shape " + shape_.to_string() + " cannot take the shape " + shape.to_string());
  }
  Tensor result = *this;
  result.shape_ = std::move(shape);
  return result;
}

std::vector<int64_t> integers_of(const Tensor& tensor) {
  if (!tensor.device().is_cpu()) fail_node("integers on device " + tensor.device().type + " cannot be read here");
  switch (tensor.dtype()) {
    case DataType::kInt8:
      return widened<int8_t>(tensor);
    case DataType::kInt16:
      return widened<int16_t>(tensor);
    case DataType::kInt32:
      return widened<int32_t>(tensor);
    case DataType::kInt64:
      return widened<int64_t>(tensor);
    case DataType::kUint8:
      return widened<uint8_t>(tensor);
    case DataType::kUint16:
      return widened<uint16_t>(tensor);
    case DataType::kUint32:
      return widened<uint32_t>(tensor);
    case DataType::kUint64:
      return widened_uint64(tensor);
    default:
      fail_node("an integer tensor is needed, got " + std::string(data_type_name(tensor.dtype())));
  }
}

Tensor tensor_of(std::span<const int64_t> values) {
  Tensor tensor(DataType::kInt64, {static_cast<int64_t>(values.size())});
  if (!values.empty()) std::memcpy(tensor.data(), values.data(), values.size_bytes());
  return tensor;
}

}  // namespace ort
