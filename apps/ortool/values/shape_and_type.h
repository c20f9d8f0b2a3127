#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ort/data_type.h"

namespace ortool {

struct ShapeAndType {
  std::vector<int64_t> shape;
  ort::DataType dtype = ort::DataType::kUndefined;
};

/// "1x3x224x224xf32": dimensions and an element type, joined by 'x'; "f32" is a scalar. Throws ort::Error (usage) that
/// tells the character where it goes wrong.
ShapeAndType parse_shape_and_type(std::string_view text);

/// True when `text` was meant for `parse_shape_and_type`: it is a type name, or begins with a dimension and an 'x'.
bool looks_like_shape_and_type(std::string_view text);

}  // namespace ortool
