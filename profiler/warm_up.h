#pragma once

#include <cstddef>
#include <span>

namespace ort::profiler {

/// The start of a series that does not belong to its steady state.
struct WarmUp {
  std::size_t count = 0;  ///< values to leave out; 0: the series is steady from the start
  double ratio = 1;       ///< median of these over the median of the rest
};

/// Finds where a series of durations becomes steady: the cut in its first half whose two parts differ most clearly (a
/// single change point by least squares) over the medians of short batches, so that lone spikes count for little. A
/// cut counts only where the parts differ by more than five standard errors, neighbours that resemble each other
/// considered, and by more than `least_difference` (a share). Nothing for fewer than 20 values.
WarmUp find_warm_up(std::span<const double> series, double least_difference = 0.02);

}  // namespace ort::profiler
