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
