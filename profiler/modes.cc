#include "profiler/modes.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "profiler/statistics.h"

namespace ort::profiler {
namespace {

/// The values without the hundredth at either end, as logarithms in ascending order.
std::vector<double> core_logs(std::span<const double> values) {
  std::vector<double> ordered = sorted(values);
  const std::size_t cut = ordered.size() / 100 + 1;
  std::vector<double> logs;
  for (std::size_t i = cut; i + cut < ordered.size(); ++i) {
    if (ordered[i] > 0) logs.push_back(std::log(ordered[i]));
  }
  return logs;
}

struct Split {
  std::size_t first = 0;  ///< of the upper group
  double explained = 0;   ///< share of the variance that lies between the groups
};

Split best_split(const std::vector<double>& ordered) {
  const Summary all = summarize(ordered);
  const auto count = static_cast<double>(ordered.size());
  const double variance = all.stddev * all.stddev * (count - 1) / count;
  Split best;
  if (!(variance > 0)) return best;
  double below = 0;
  for (std::size_t first = 1; first < ordered.size(); ++first) {
    below += ordered[first - 1];
    const double share = static_cast<double>(first) / count;
    const double distance =
        below / static_cast<double>(first) - (all.mean * count - below) / (count - static_cast<double>(first));
    const double explained = share * (1 - share) * distance * distance / variance;
    if (explained > best.explained) best = {first, explained};
  }
  return best;
}

}  // namespace

std::optional<TwoModes> find_two_modes(std::span<const double> values, double least_distance) {
  constexpr std::size_t kFewest = 30;
  constexpr double kLeastShare = 0.1;
  constexpr double kLeastExplained = 0.85;  // a uniform sample has 0.75, a normal one 0.64
  if (values.size() < kFewest) return std::nullopt;
  const std::vector<double> logs = core_logs(values);
  const Split split = best_split(logs);
  const double high_share = 1 - static_cast<double>(split.first) / static_cast<double>(logs.size());
  if (split.explained < kLeastExplained || std::min(high_share, 1 - high_share) < kLeastShare) return std::nullopt;
  const double low = std::exp(percentile(std::span(logs).first(split.first), 50));
  const double high = std::exp(percentile(std::span(logs).subspan(split.first), 50));
  if (high < low * (1 + least_distance)) return std::nullopt;
  return TwoModes{low, high, high_share};
}

}  // namespace ort::profiler
