#pragma once

#include "libort/core/tensor.h"

namespace ort {

/// True when every element of a numeric tensor is exactly `expected`, with its sign where that is a zero; false for
/// other element types.
bool all_elements_are(const Tensor& tensor, double expected);

}  // namespace ort
