#include "profiler/statistics.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ort::profiler {

std::vector<double> sorted(std::span<const double> values) {
  std::vector<double> copy(values.begin(), values.end());
  std::ranges::sort(copy);
  return copy;
}

double percentile(std::span<const double> sorted, double p) {
  const double position = std::clamp(p, 0.0, 100.0) / 100.0 * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (position - static_cast<double>(below));
}

double median_absolute_deviation(std::span<const double> values) {
  if (values.empty()) return 0;
  std::vector<double> distances = sorted(values);
  const double median = percentile(distances, 50);
  for (double& value : distances) value = std::abs(value - median);
  return percentile(sorted(distances), 50);
}

double trimmed_mean(std::span<const double> values, double share) {
  if (values.empty()) return 0;
  const auto cut = static_cast<std::ptrdiff_t>(std::clamp(share, 0.0, 0.5) * static_cast<double>(values.size()));
  const auto count = static_cast<std::ptrdiff_t>(values.size());
  if (2 * cut >= count) return percentile(sorted(values), 50);
  std::vector<double> parted(values.begin(), values.end());
  const auto low = parted.begin() + cut;
  const auto high = parted.end() - cut;
  std::nth_element(parted.begin(), low, parted.end());
  if (high != parted.end()) std::nth_element(low, high, parted.end());
  return std::accumulate(low, high, 0.0) / static_cast<double>(count - 2 * cut);
}

Summary summarize(std::span<const double> values) {
  Summary summary;
  summary.count = values.size();
  if (values.empty()) return summary;
  const std::vector<double> ordered = sorted(values);
  summary.min = ordered.front();
  summary.max = ordered.back();
  summary.median = percentile(ordered, 50);
  const auto count = static_cast<double>(values.size());
  summary.mean = std::accumulate(ordered.begin(), ordered.end(), 0.0) / count;
  double squares = 0;
  for (const double value : values) squares += (value - summary.mean) * (value - summary.mean);
  summary.stddev = values.size() > 1 ? std::sqrt(squares / (count - 1)) : 0;
  return summary;
}

}  // namespace ort::profiler
