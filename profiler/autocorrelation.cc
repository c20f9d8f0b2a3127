#include "profiler/autocorrelation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "profiler/student_t.h"

namespace ort::profiler {
namespace {

/// The means of neighbouring batches of a series, and how far their mean may be off.
struct BatchMeans {
  double mean = 0;
  double standard_error = 0;
  double degrees = 0;
};

/// As many batches as there are values in each, but at most thirty: fewer than that cost degrees of freedom, more would
/// be too short to be independent.
BatchMeans batch_means(std::span<const double> series) {
  constexpr double kMostBatches = 30;
  const double root = std::sqrt(static_cast<double>(series.size()));
  const auto count = std::max<std::size_t>(2, static_cast<std::size_t>(std::min(kMostBatches, root)));
  std::vector<double> means;
  for (std::size_t batch = 0; batch < count; ++batch) {
    const std::size_t first = batch * series.size() / count;
    const std::size_t last = (batch + 1) * series.size() / count;
    double sum = 0;
    for (std::size_t i = first; i < last; ++i) sum += series[i];
    means.push_back(sum / static_cast<double>(last - first));
  }
  const Summary summary = summarize(means);
  const auto batches = static_cast<double>(count);
  return {summary.mean, summary.stddev / std::sqrt(batches), batches - 1};
}

}  // namespace

double lag_one_correlation(std::span<const double> series) {
  if (series.size() < 3) return 0;
  const double mean = summarize(series).mean;
  double products = 0;
  double squares = 0;
  for (std::size_t i = 0; i < series.size(); ++i) {
    const double distance = series[i] - mean;
    squares += distance * distance;
    if (i > 0) products += distance * (series[i - 1] - mean);
  }
  return squares > 0 ? products / squares : 0;
}

std::size_t block_length(std::size_t count, double correlation) {
  const double strength = std::clamp(std::abs(correlation), 0.0, 0.99);
  const double ratio = std::sqrt(6.0) * strength / (1 - strength * strength);
  const double length = std::ceil(std::pow(ratio, 2.0 / 3) * std::cbrt(static_cast<double>(count)));
  const auto longest = static_cast<double>(std::max<std::size_t>(1, count / 5));
  return static_cast<std::size_t>(std::clamp(length, 1.0, longest));
}

Interval median_interval(std::span<const double> series, double confidence) {
  constexpr std::size_t kFewest = 6;
  if (series.empty()) return {};
  const std::vector<double> ordered = sorted(series);
  if (series.size() < kFewest) return {ordered.front(), ordered.back()};
  const double median = percentile(ordered, 50);
  std::vector<double> signs;
  signs.reserve(series.size());
  for (const double value : series) signs.push_back(value < median ? 0 : value > median ? 1 : 0.5);
  const BatchMeans batches = batch_means(signs);
  const auto count = static_cast<double>(series.size());
  const double independent_error = 0.5 / std::sqrt(count);
  const double error = std::max(batches.standard_error, independent_error);
  const double reach = 100 * error * student_t_quantile(confidence, batches.degrees);
  return {percentile(ordered, 50 - reach), percentile(ordered, 50 + reach)};
}

Interval mean_interval(std::span<const double> series, double confidence) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (series.size() < 2) return {-kInfinity, kInfinity};
  const BatchMeans batches = batch_means(series);
  const double mean = summarize(series).mean;
  const double reach = student_t_quantile(confidence, batches.degrees) * batches.standard_error;
  return {mean - reach, mean + reach};
}

}  // namespace ort::profiler
