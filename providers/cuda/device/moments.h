#pragma once

// Mean and variance of the elements that a group of threads works on.

#include <cstdint>

namespace ort::cuda {

struct Moments {
  double mean;
  double variance;  ///< of the population
};

/// Of `at(i)`, a double, for i in [0, count), in two passes; NaN for no elements. Without `centered` the mean counts as
/// 0 and the variance is the mean of squares.
template <class Group, class At>
__device__ Moments moments(int64_t count, bool centered, At at) {
  const auto n = static_cast<double>(count);
  const double mean = centered ? Group::template sum<double>(count, at) / n : 0.0;
  const double squares = Group::template sum<double>(count, [&](int64_t i) { return (at(i) - mean) * (at(i) - mean); });
  return {mean, squares / n};
}

}  // namespace ort::cuda
