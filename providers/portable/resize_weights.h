#pragma once

#include <cstdint>
#include <vector>

#include "providers/portable/resize_coordinates.h"

namespace ort::portable {

/// How neighbours are weighed in the modes linear and cubic.
struct ResizeFilter {
  bool cubic = false;
  double cubic_coeff_a = -0.75;
  bool antialias = false;        ///< widens the filter when the axis shrinks
  bool exclude_outside = false;  ///< neighbours outside the input weigh nothing; else they are the nearest element
};

/// Each output position along one axis as a weighted sum of `taps` input positions. No taps: the axis stays as it is.
struct AxisWeights {
  int64_t taps = 0;
  std::vector<int64_t> positions;  ///< [output][tap]
  std::vector<double> weights;     ///< [output][tap]
  std::vector<int64_t> outside;    ///< output positions that take the extrapolation value
};

/// Source: Resize-19 and its reference; cubic: Keys 1981, "Cubic convolution interpolation for digital image
/// processing".
AxisWeights axis_weights(CoordinateMode mode, const ResizeFilter& filter, const AxisMapping& axis);

}  // namespace ort::portable
