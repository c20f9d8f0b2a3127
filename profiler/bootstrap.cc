#include "profiler/bootstrap.h"

#include <algorithm>
#include <random>
#include <vector>

namespace ort::profiler {

Interval bootstrap_positions(std::size_t count, const std::function<double(std::span<const std::size_t>)>& statistic,
                             const BootstrapSettings& settings) {
  if (count == 0) return {};
  // std::mt19937_64 gives the same numbers everywhere; the distributions of the standard library do not.
  std::mt19937_64 random(settings.seed);
  const std::size_t block = std::clamp<std::size_t>(settings.block, 1, count);
  std::vector<std::size_t> positions(count);
  std::vector<double> results;
  results.reserve(settings.resamples);
  for (std::size_t round = 0; round < settings.resamples; ++round) {
    for (std::size_t filled = 0; filled < count;) {
      const std::size_t first = random() % count;
      for (std::size_t i = 0; i < block && filled < count; ++i) positions[filled++] = (first + i) % count;
    }
    results.push_back(statistic(positions));
  }
  const std::vector<double> ordered = sorted(results);
  const double tail = 50 * (1 - settings.confidence);
  return {percentile(ordered, tail), percentile(ordered, 100 - tail)};
}

Interval bootstrap_interval(std::span<const double> series,
                            const std::function<double(std::span<const double>)>& statistic,
                            const BootstrapSettings& settings) {
  std::vector<double> resample(series.size());
  const auto of_positions = [&](std::span<const std::size_t> positions) {
    for (std::size_t i = 0; i < positions.size(); ++i) resample[i] = series[positions[i]];
    return statistic(resample);
  };
  return bootstrap_positions(series.size(), of_positions, settings);
}

}  // namespace ort::profiler
