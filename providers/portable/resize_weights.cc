#include "providers/portable/resize_weights.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "libort/core/checked_math.h"

namespace ort::portable {
namespace {

double weight_at(const ResizeFilter& filter, double distance) {
  const double x = std::abs(distance);
  const double a = filter.cubic_coeff_a;
  if (!filter.cubic) return std::max(0.0, 1 - x);
  if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
  return 0;
}

void normalize(std::span<double> weights) {
  double sum = 0;
  for (const double weight : weights) sum += weight;
  if (sum == 0) return;
  for (double& weight : weights) weight /= sum;
}

}  // namespace

AxisWeights axis_weights(CoordinateMode mode, const ResizeFilter& filter, const AxisMapping& axis) {
  const double shrink = filter.antialias ? std::min(axis.output.scale, 1.0) : 1.0;
  const double reach = filter.cubic ? 2.0 : 1.0;
  const auto first = static_cast<int64_t>(std::floor(-reach / shrink)) + 1;
  AxisWeights result;
  result.taps = 2 - 2 * first;
  const auto entries = static_cast<std::size_t>(checked_multiply(axis.output.length, result.taps));
  result.positions.resize(entries);
  result.weights.resize(entries);
  for (int64_t i = 0; i < axis.output.length; ++i) {
    const double coordinate = original_coordinate(mode, axis, i);
    if (is_outside(mode, axis, coordinate)) {
      result.outside.push_back(i);
      continue;
    }
    const double below = std::floor(coordinate);
    const auto row = static_cast<std::size_t>(i * result.taps);
    for (int64_t tap = 0; tap < result.taps; ++tap) {
      const auto entry = row + static_cast<std::size_t>(tap);
      const int64_t position = static_cast<int64_t>(below) + first + tap;
      const int64_t nearest = std::clamp<int64_t>(position, 0, axis.input - 1);
      const bool excluded = filter.exclude_outside && nearest != position;
      result.positions[entry] = nearest;
      result.weights[entry] =
          excluded ? 0.0 : weight_at(filter, (static_cast<double>(first + tap) - (coordinate - below)) * shrink);
    }
    const std::span<double> weights(result.weights.data() + row, static_cast<std::size_t>(result.taps));
    if (filter.antialias || filter.exclude_outside) normalize(weights);
  }
  return result;
}

}  // namespace ort::portable
