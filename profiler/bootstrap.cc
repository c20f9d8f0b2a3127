#include "profiler/bootstrap.h"

#include <algorithm>
#include <random>
#include <vector>

namespace ort::profiler {

Interval bootstrap_interval(std::span<const double> series,
                            const std::function<double(std::span<const double>)>& statistic,
                            const BootstrapSettings& settings) {
  if (series.empty()) return {};
  // std::mt19937_64 gives the same numbers everywhere; the distributions of the standard library do not.
  std::mt19937_64 random(settings.seed);
  const std::size_t count = series.size();
  const std::size_t block = std::clamp<std::size_t>(settings.block, 1, count);
  std::vector<double> resample(count);
  std::vector<double> results;
  results.reserve(settings.resamples);
  for (std::size_t round = 0; round < settings.resamples; ++round) {
    for (std::size_t filled = 0; filled < count;) {
      const std::size_t first = random() % count;
      for (std::size_t i = 0; i < block && filled < count; ++i) resample[filled++] = series[(first + i) % count];
    }
    results.push_back(statistic(resample));
  }
  const std::vector<double> ordered = sorted(results);
  const double tail = 50 * (1 - settings.confidence);
  return {percentile(ordered, tail), percentile(ordered, 100 - tail)};
}

}  // namespace ort::profiler
