#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "ort/data_type.h"

namespace ortool {

/// Stores the element that `text` stands for as element `index` of `bytes`, which were zero there. False when it is no
/// element of `dtype` or out of its range. Integers exactly; floats are rounded, "nan" and "inf" too; "true" and
/// "false" or 1 and 0 for bool; a real number for complex types. Not for strings.
bool store_text(std::span<std::byte> bytes, ort::DataType dtype, int64_t index, std::string_view text);

}  // namespace ortool
