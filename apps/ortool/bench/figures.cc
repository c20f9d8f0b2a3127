#include "apps/ortool/bench/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "profiler/autocorrelation.h"

namespace ortool {

Figures figures_of(const Measurement& measurement, std::vector<double> percentiles) {
  std::ranges::sort(percentiles);
  const auto twice = std::ranges::unique(percentiles);
  percentiles.erase(twice.begin(), twice.end());
  Figures figures;
  const std::vector<double>& samples = measurement.seconds;
  const std::vector<double> ordered = ort::profiler::sorted(samples);
  for (const double p : percentiles) {
    figures.percentiles.emplace_back(p, ordered.empty() ? 0 : ort::profiler::percentile(ordered, p));
  }
  if (samples.empty()) return figures;
  figures.latency = ort::profiler::summarize(samples);
  figures.mad = ort::profiler::median_absolute_deviation(samples);
  figures.variation = figures.latency.mean > 0 ? figures.latency.stddev / figures.latency.mean : 0;
  figures.median_interval = ort::profiler::median_interval(samples);
  figures.mean_interval = ort::profiler::mean_interval(samples);
  if (measurement.elapsed_seconds > 0) {
    figures.throughput = static_cast<double>(samples.size()) / measurement.elapsed_seconds;
  }
  return figures;
}

double percentile_in(const Figures& figures, double p) {
  const auto found = std::ranges::find(figures.percentiles, p, &std::pair<double, double>::first);
  if (found == figures.percentiles.end()) throw std::out_of_range(fmt::format("no percentile {}", p));
  return found->second;
}

std::string percentile_name(double p) { return fmt::format("p{}", p); }

}  // namespace ortool
