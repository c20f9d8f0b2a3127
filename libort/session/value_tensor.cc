#include <algorithm>
#include <string>

#include "libort/core/device_text.h"
#include "libort/core/fail.h"
#include "libort/core/text.h"
#include "libort/runtime/device_access.h"
#include "libort/runtime/tensor_copy.h"
#include "libort/session/ort_device.h"
#include "libort/session/value_access.h"
#include "ort/value.h"

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

std::shared_ptr<Allocator> allocator_on(const OrtDevice& device, DataType dtype) {
  if (device.device_type() == OrtDevice::cpu()) return cpu_allocator();
  if (dtype == DataType::kString)
    fail_usage("strings live in CPU memory only, not on device " + printable(device_text(device_of(device))));
  return device_access(device_of(device))->allocator();
}

[[noreturn]] void fail_strings() { fail_usage("the elements of a string tensor are objects; use strings()"); }

/// The tensor when its memory holds plain elements that the host can read.
const Tensor& host_tensor_in(const OrtValue& value) {
  const Tensor& tensor = ValueAccess::tensor(value);
  if (tensor.is_string()) fail_strings();
  if (!tensor.device().is_cpu()) {
    fail_usage("the tensor is on device " + device_text(tensor.device()) +
               " and its bytes cannot be read on the CPU; copy_to a device \"cpu\" gives a tensor that can");
  }
  return tensor;
}

/// Data of a value is writable through every copy of it: copies share the data like Python references.
std::byte* writable(const Tensor& tensor) { return tensor.bytes() == 0 ? nullptr : const_cast<Tensor&>(tensor).data(); }

/// A tensor of the CPU over bytes that are only read.
Tensor view_of(std::span<const std::byte> bytes, DataType dtype, const Shape& shape) {
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % element_alignment(dtype) == 0)
    return {dtype, shape, const_cast<std::byte*>(bytes.data()), bytes.size(), nullptr};
  Tensor aligned(dtype, shape);
  std::ranges::copy(bytes, aligned.data());
  return aligned;
}

std::string described(const Tensor& tensor) {
  return std::string(data_type_name(tensor.dtype())) + tensor.shape().to_string();
}

void check_pair(const Tensor& source, const Tensor& target, const std::string& what) {
  if (source.dtype() == target.dtype() && source.elements() == target.elements()) return;
  fail_usage(what + " is " + described(source) + ", and its target " + described(target));
}

}  // namespace

OrtValue OrtValue::from_shape_and_type(std::span<const int64_t> shape, DataType dtype, const OrtDevice& device) {
  return ValueAccess::wrap(Tensor(dtype, checked_shape(shape), allocator_on(device, dtype)));
}

OrtValue OrtValue::from_shape_and_type(std::span<const int64_t> shape, DataType dtype,
                                       const OrtMemoryInfo& memory_info) {
  if (!memory_info.is_pinned()) return from_shape_and_type(shape, dtype, memory_info.device());
  const std::shared_ptr<DeviceAccess> access = device_access(device_of(memory_info.device()));
  return ValueAccess::wrap(Tensor(dtype, checked_shape(shape), access->pinned_allocator()));
}

OrtValue OrtValue::from_memory(void* data, std::size_t bytes, std::span<const int64_t> shape, DataType dtype,
                               std::shared_ptr<void> owner, const OrtDevice& device) {
  Shape checked = checked_shape_of_bytes(shape, dtype);
  const std::size_t needed = buffer_bytes(dtype, checked.elements());
  if (bytes < needed) {
    fail_usage("not enough space: expected " + std::to_string(needed) + ", got " + std::to_string(bytes));
  }
  return ValueAccess::wrap(Tensor(dtype, std::move(checked), data, needed, std::move(owner), device_of(device)));
}

OrtValue OrtValue::from_bytes(std::span<const std::byte> bytes, std::span<const int64_t> shape, DataType dtype,
                              const OrtDevice& device) {
  Shape checked = checked_shape_of_bytes(shape, dtype);
  const std::size_t needed = buffer_bytes(dtype, checked.elements());
  if (bytes.size() != needed) {
    fail_usage("a tensor " + std::string(data_type_name(dtype)) + checked.to_string() + " needs " +
               std::to_string(needed) + " bytes, got " + std::to_string(bytes.size()));
  }
  Tensor tensor(dtype, std::move(checked), allocator_on(device, dtype));
  if (tensor.device().is_cpu()) {
    std::ranges::copy(bytes, tensor.data());
  } else if (!bytes.empty()) {
    copy_tensor(view_of(bytes, dtype, tensor.shape()), tensor);
  }
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

DataType OrtValue::element_type() const { return ValueAccess::tensor(*this).dtype(); }

const std::vector<int64_t>& OrtValue::shape() const { return ValueAccess::tensor(*this).shape().dims(); }

int64_t OrtValue::element_count() const { return ValueAccess::tensor(*this).elements(); }

std::size_t OrtValue::tensor_size_in_bytes() const {
  const Tensor& tensor = ValueAccess::tensor(*this);
  if (tensor.is_string()) fail_strings();
  return tensor.bytes();
}

void* OrtValue::data_ptr() const {
  const Tensor& tensor = ValueAccess::tensor(*this);
  if (tensor.is_string()) fail_strings();
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
  const Tensor& tensor = ValueAccess::tensor(*this);
  if (!tensor.is_string()) fail_usage("a tensor of strings is needed, but this OrtValue is " + data_type());
  return const_cast<Tensor&>(tensor).as<std::string>();
}

std::string OrtValue::device_name() const { return is_tensor() ? ValueAccess::tensor(*this).device().type : "cpu"; }

OrtDevice OrtValue::device() const { return ort_device_of(ValueAccess::tensor(*this).device()); }

OrtMemoryInfo OrtValue::memory_info() const { return memory_info_of(ValueAccess::tensor(*this).device()); }

OrtValue OrtValue::copy_to(const OrtDevice& device) const {
  const Tensor& source = ValueAccess::tensor(*this);
  Tensor copy(source.dtype(), source.shape(), allocator_on(device, source.dtype()));
  copy_tensor(source, copy);
  return ValueAccess::wrap(std::move(copy));
}

void OrtValue::update_inplace(std::span<const std::byte> bytes) {
  const Tensor& tensor = ValueAccess::tensor(*this);
  if (bytes.size() != tensor_size_in_bytes()) {
    fail_usage("the size of the new data does not match the size of the OrtValue: expected " +
               std::to_string(tensor.bytes()) + " bytes, got " + std::to_string(bytes.size()));
  }
  if (bytes.empty()) return;
  Tensor target = tensor;
  copy_tensor(view_of(bytes, target.dtype(), target.shape()), target);
}

void OrtValue::update_inplace(const OrtValue& source) {
  const Tensor& from = ValueAccess::tensor(source);
  Tensor target = ValueAccess::tensor(*this);
  check_pair(from, target, "the new data");
  copy_tensor(from, target);
}

void copy_tensors(std::span<const OrtValue> src, std::span<const OrtValue> dst) {
  if (src.size() != dst.size()) {
    fail_usage("copy_tensors needs a target for each source, got " + std::to_string(src.size()) + " sources and " +
               std::to_string(dst.size()) + " targets");
  }
  for (std::size_t i = 0; i < src.size(); ++i)
    check_pair(ValueAccess::tensor(src[i]), ValueAccess::tensor(dst[i]), "tensor " + std::to_string(i));
  for (std::size_t i = 0; i < src.size(); ++i) {
    Tensor target = ValueAccess::tensor(dst[i]);
    copy_tensor(ValueAccess::tensor(src[i]), target);
  }
}

}  // namespace ort
