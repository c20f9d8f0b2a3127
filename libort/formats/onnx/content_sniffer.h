#pragma once

#include <cstddef>
#include <span>

namespace ort::onnx {

/// Throws when the bytes are surely no ONNX model, and says what they look like: (model) an empty file, a web page, an
/// archive, a pickle, a Git LFS pointer, another format; (unsupported) an ORT format model.
void refuse_other_formats(std::span<const std::byte> bytes);

/// True for the flatbuffer of an ORT format model.
bool is_ort_format(std::span<const std::byte> bytes);

}  // namespace ort::onnx
