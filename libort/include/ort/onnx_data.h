#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ort/value.h"

namespace ort {

/// Reads a serialised TensorProto, SequenceProto, OptionalProto or MapProto, as `type` says ("tensor(float)",
/// "seq(tensor(int64))", "optional(tensor(float))", "map(int64,tensor(float))"). An empty `type` reads a TensorProto of
/// any element type. Throws ort::Error (input) with field path and byte offset when the bytes are no such message.
OrtValue parse_onnx_data(std::span<const std::byte> bytes, std::string_view type);

/// Writes the value in the same formats; `as_optional` wraps it in an OptionalProto.
std::vector<std::byte> serialize_onnx_data(const OrtValue& value, std::string_view name = {}, bool as_optional = false);

}  // namespace ort
