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

/// The p-th percentile, p from 0 (smallest) to 100 (largest), by linear interpolation between the two nearest values,
/// as numpy does by default. `sorted` is not empty and in ascending order.
double percentile(std::span<const double> sorted, double p);

/// The values in ascending order.
std::vector<double> sorted(std::span<const double> values);

}  // namespace ort::profiler
