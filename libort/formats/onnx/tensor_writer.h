#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "libort/core/tensor.h"

namespace ort::onnx {

/// A serialised TensorProto; `elements` are its raw data, unless it holds strings. Throws (limit) for 2 GiB or more.
std::string write_tensor(DataType dtype, std::span<const int64_t> dims, std::span<const std::byte> elements,
                         std::span<const std::string> strings, std::string_view name);

/// The same for a tensor in CPU memory.
std::string write_tensor(const Tensor& tensor, std::string_view name);

}  // namespace ort::onnx
