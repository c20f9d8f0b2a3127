#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace ort::profiler {

/// Figures of a sample, in the unit of its values. All zero for an empty one.
struct Summary {
  std::size_t count = 0;
  double min = 0;
  double max = 0;
  double mean = 0;
  double median = 0;
  double stddev = 0;  ///< of the sample (n - 1)
};

Summary summarize(std::span<const double> values);

/// Where a figure lies with a stated confidence.
struct Interval {
  double low = 0;
  double high = 0;

  bool contains(double value) const { return low <= value && value <= high; }
  double half_width() const { return (high - low) / 2; }
};

/// The p-th percentile, p from 0 (smallest) to 100 (largest), by linear interpolation between the two nearest values,
/// as numpy does by default. `sorted` is not empty and in ascending order.
double percentile(std::span<const double> sorted, double p);

/// Median of the distances from the median: a spread that a few outliers do not move. 0 for an empty sample.
double median_absolute_deviation(std::span<const double> values);

/// Mean of what is left without the lowest and the highest `share` (0 to 0.5) of the values; the median for 0.5. 0 for
/// an empty sample.
double trimmed_mean(std::span<const double> values, double share);

/// The values in ascending order.
std::vector<double> sorted(std::span<const double> values);

}  // namespace ort::profiler
