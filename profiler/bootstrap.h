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

/// Interval of a statistic of a series of `count` members by the percentiles of its values over resampled series.
/// `statistic` is called with the positions of the members of a resampled series, `count` of them. {0, 0} for none.
Interval bootstrap_positions(std::size_t count, const std::function<double(std::span<const std::size_t>)>& statistic,
                             const BootstrapSettings& settings = {});

/// The same of a series of numbers: `statistic` is called with resampled series.
Interval bootstrap_interval(std::span<const double> series,
                            const std::function<double(std::span<const double>)>& statistic,
                            const BootstrapSettings& settings = {});

}  // namespace ort::profiler
