#pragma once

#include <cstdint>
#include <vector>

#include "libort/core/tensor.h"

namespace ort {

/// Elements of a float16, float or double tensor that stand for counts or axes, as Split-1 and Tile-1 pass them.
/// Throws (node) for one that is no integer.
std::vector<int64_t> whole_numbers(const Tensor& tensor);

}  // namespace ort
