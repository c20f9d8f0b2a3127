#pragma once

#include "libort/core/tensor.h"
#include "libort/graph/graph.h"

namespace ort {

/// The tensor that a Constant node stands for (versions 1 to 25): one of `value`, `sparse_value` (made dense),
/// `value_float`, `value_floats`, `value_int`, `value_ints`, `value_string`, `value_strings`. Shares the buffer of
/// `value`. Throws (node) when none or more than one of them is given, and for sparse indices outside the tensor.
Tensor constant_value(const Node& node);

/// Its element type and shape, without making it.
ValueType constant_type(const Node& node);

}  // namespace ort
