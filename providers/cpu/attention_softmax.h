#pragma once

#include <cstdint>

#include "ort/data_type.h"

namespace ort::cpu {

/// Softmax of one row of scores in place, computed as if the row were of another type: rounded to it before and after.
/// A row of nothing but -infinity becomes zero. Scores are of type C, float or double.
template <class C>
using AttentionSoftmax = void (*)(C* row, int64_t count);

/// For the element type `precision` (attribute softmax_precision): one of the 16-, 32- and 64-bit floats.
template <class C>
AttentionSoftmax<C> attention_softmax(DataType precision);

}  // namespace ort::cpu
