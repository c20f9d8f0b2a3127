#pragma once

#include <cstdint>
#include <functional>

#include "ort/value.h"

namespace ortool {

/// How one element differs.
struct Difference {
  /// |actual - expected|: 0 for NaN against NaN and for equal infinities, infinity when only one of them is infinite
  /// or the signs differ, NaN when only one of them is NaN or two texts differ.
  double absolute = 0;
  double expected = 0;  ///< |expected|; NaN for NaN and text
};

/// Calls `visit` for each element of two tensors of equal type and shape, in row-major order. Decoded to double;
/// 64-bit integers by their exact difference, complex numbers by magnitude.
void for_each_difference(const ort::OrtValue& actual, const ort::OrtValue& expected,
                         const std::function<void(int64_t index, Difference difference)>& visit);

}  // namespace ortool
