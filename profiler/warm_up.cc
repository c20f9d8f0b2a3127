#include "profiler/warm_up.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "profiler/autocorrelation.h"
#include "profiler/statistics.h"

namespace ort::profiler {
namespace {

constexpr std::size_t kFewest = 20;
constexpr std::size_t kShortestBatch = 3;
constexpr std::size_t kMostBatches = 200;

double median_of(std::span<const double> values) { return percentile(sorted(values), 50); }

std::vector<double> batch_medians(std::span<const double> series, std::size_t batch) {
  std::vector<double> medians;
  for (std::size_t first = 0; first + batch <= series.size(); first += batch) {
    medians.push_back(median_of(series.subspan(first, batch)));
  }
  return medians;
}

/// Where a series is cut in two, and how clearly the parts differ.
struct Cut {
  std::size_t first = 0;  ///< of the second part
  double score = 0;       ///< distance of their means in standard errors
};

/// The cut in the first half of `values` whose two parts differ most clearly, for values with the standard deviation
/// `spread`.
Cut clearest_cut(std::span<const double> values, double spread) {
  const double total = std::accumulate(values.begin(), values.end(), 0.0);
  const auto count = static_cast<double>(values.size());
  Cut best;
  double sum = 0;
  for (std::size_t first = 1; first <= values.size() / 2; ++first) {
    sum += values[first - 1];
    const auto before = static_cast<double>(first);
    const double distance = std::abs(sum / before - (total - sum) / (count - before));
    const double score = distance / (spread * std::sqrt(1 / before + 1 / (count - before)));
    if (score > best.score) best = {first, score};
  }
  return best;
}

/// How much further than by chance the mean of values with this lag-one correlation strays.
double correlation_factor(double correlation) {
  const double rho = std::clamp(correlation, 0.0, 0.95);
  return std::sqrt((1 + rho) / (1 - rho));
}

}  // namespace

WarmUp find_warm_up(std::span<const double> series, double least_difference) {
  constexpr double kDeviationPerSpread = 1.4826;  // of a normal distribution, over its median absolute deviation
  constexpr double kFarthest = 4;                 // so that one batch alone is never clear enough
  constexpr double kClearScore = 5;
  if (series.size() < kFewest) return {};
  const std::size_t batch = std::max(kShortestBatch, series.size() / kMostBatches);
  std::vector<double> batches = batch_medians(series, batch);
  const std::span<const double> second_half = std::span(batches).subspan(batches.size() / 2);
  const double center = median_of(second_half);
  const double spread = std::max(kDeviationPerSpread * median_absolute_deviation(second_half), 1e-9 * center);
  const double factor = correlation_factor(lag_one_correlation(second_half));
  for (double& value : batches) value = std::clamp(value, center - kFarthest * spread, center + kFarthest * spread);
  const Cut cut = clearest_cut(batches, spread * factor);
  if (cut.score < kClearScore) return {};
  const std::size_t count = cut.first * batch;
  const double ratio = median_of(series.first(count)) / median_of(series.subspan(count));
  if (std::abs(ratio - 1) <= least_difference) return {};
  return {count, ratio};
}

}  // namespace ort::profiler
