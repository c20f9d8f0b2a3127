#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "profiler/statistics.h"

namespace ort::profiler {

/// How a series is resampled.
struct BootstrapSettings {
  double confidence = 0.95;
  std::size_t resamples = 2000;
  std::size_t block = 1;  ///< length of the blocks of neighbours that stay together (moving blocks, round the end)
  uint64_t seed = 1;      ///< the same seed gives the same interval, on every machine
};

/// Interval of `statistic` of a series by the percentiles of its values over resampled series. `statistic` is called
/// with series of the same length. {0, 0} for an empty series.
Interval bootstrap_interval(std::span<const double> series,
                            const std::function<double(std::span<const double>)>& statistic,
                            const BootstrapSettings& settings = {});

}  // namespace ort::profiler
