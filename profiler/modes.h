#pragma once

#include <optional>
#include <span>

namespace ort::profiler {

/// Two groups that the values of a sample fall into.
struct TwoModes {
  double low = 0;         ///< median of the lower group
  double high = 0;        ///< of the upper one
  double high_share = 0;  ///< how much of the sample the upper one is
};

/// Tells a sample of positive values with two peaks from one with a single peak: the cut that separates the logarithms
/// best (Otsu's) must explain most of their variance, with a tenth of the values at least on either side and medians at
/// least `least_distance` (a share) apart. Lone outliers do not count. Nothing for fewer than 30 values.
std::optional<TwoModes> find_two_modes(std::span<const double> values, double least_distance = 0.1);

}  // namespace ort::profiler
