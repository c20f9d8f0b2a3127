#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "libort/core/allocator.h"
#include "libort/core/device.h"
#include "libort/core/shape.h"
#include "ort/data_type.h"

namespace ort {

/// Bytes to which the elements of a tensor are aligned: those of its C++ type; 1 for packed and 8-bit types.
std::size_t element_alignment(DataType dtype);

/// Dense row-major tensor; a copy shares the buffer. The buffer always has exactly the bytes that shape and type need.
class Tensor {
 public:
  /// float[0] without memory.
  Tensor();

  /// Uninitialised memory of `allocator` (strings: empty strings, CPU only).
  Tensor(DataType dtype, Shape shape, const std::shared_ptr<Allocator>& allocator = cpu_allocator());

  /// View on `bytes` bytes at `data`, kept alive by `owner`; `data` may be null only when there are no bytes. Throws
  /// (usage) when the size is not exactly right or `data` is not aligned to `element_alignment(dtype)`.
  Tensor(DataType dtype, Shape shape, void* data, std::size_t bytes, std::shared_ptr<void> owner, Device device = {});

  /// Throws (usage) when there are not as many strings as the shape has elements.
  static Tensor from_strings(Shape shape, std::vector<std::string> strings);

  DataType dtype() const { return dtype_; }
  const Shape& shape() const { return shape_; }
  int64_t elements() const { return elements_; }
  std::size_t bytes() const { return bytes_; }  ///< for strings: elements * sizeof(std::string)
  const Device& device() const { return device_; }
  bool is_string() const { return dtype_ == DataType::kString; }

  std::byte* data() { return data_; }
  const std::byte* data() const { return data_; }

  /// Elements as T; the caller has checked the type. Packed types and their byte count: use data() and bytes().
  template <class T>
  std::span<T> as() {
    return {reinterpret_cast<T*>(data_), static_cast<std::size_t>(elements_)};
  }
  template <class T>
  std::span<const T> as() const {
    return {reinterpret_cast<const T*>(data_), static_cast<std::size_t>(elements_)};
  }

  const std::shared_ptr<void>& owner() const { return owner_; }

  /// Another buffer of the same size for the same type and shape; null to let go of the buffer. Allocates nothing.
  void rebind(void* data, std::shared_ptr<void> owner) {
    data_ = static_cast<std::byte*>(data);
    owner_ = std::move(owner);
  }

  /// The same buffer under another shape with as many elements. Throws (node) when the shape has more or fewer.
  Tensor reshaped(Shape shape) const;

 private:
  DataType dtype_ = DataType::kFloat;
  Shape shape_;
  int64_t elements_ = 0;
  std::size_t bytes_ = 0;
  std::byte* data_ = nullptr;
  std::shared_ptr<void> owner_;
  Device device_;
};

/// Elements of a tensor of (u)int8 .. (u)int64 on the CPU as int64. Throws (node) for another type or device, and for a
/// uint64 that does not fit.
std::vector<int64_t> integers_of(const Tensor& tensor);

/// A 1-D int64 tensor with these elements.
Tensor tensor_of(std::span<const int64_t> values);

}  // namespace ort
