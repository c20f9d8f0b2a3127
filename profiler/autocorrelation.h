#pragma once

#include <cstddef>
#include <span>

#include "profiler/statistics.h"

namespace ort::profiler {

/// Correlation of neighbours in a series, -1 to 1; 0 for fewer than three values and for a constant series.
double lag_one_correlation(std::span<const double> series);

/// Length of the blocks in which a series of `count` values can be resampled so that the order within them keeps the
/// dependence of neighbours: the optimum for a first-order autoregression with this lag-one correlation (Carlstein,
/// Annals of Statistics 14, 1986). At least 1, at most a fifth of the series.
std::size_t block_length(std::size_t count, double correlation);

/// Interval of the median of a series whose neighbours may resemble each other, as latencies do: order statistics, as
/// many further out as the batch means of the signs (above or below the median) vary more than those of independent
/// values would. The extremes for fewer than six values; {0, 0} for none.
Interval median_interval(std::span<const double> series, double confidence = 0.95);

/// Interval of the mean of such a series by batch means. {-infinity, infinity} for fewer than two values.
Interval mean_interval(std::span<const double> series, double confidence = 0.95);

}  // namespace ort::profiler
