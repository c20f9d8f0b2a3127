#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "ort/value.h"

namespace ortool {

/// A tensor of type `dtype` from a JSON text of nested lists: [[1, 2], [3, 4]] is 2x2, 5 a scalar. Strings for a tensor
/// of strings; "NaN", "Infinity" and "-Infinity" for floats. Throws ort::Error (input), starting with `source`, for bad
/// JSON, lists of unequal length, over 64 dimensions and elements that are none of `dtype`.
ort::OrtValue parse_json_tensor(std::span<const std::byte> bytes, ort::DataType dtype, std::string_view source);

}  // namespace ortool
