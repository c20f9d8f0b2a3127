#pragma once

#include <string>
#include <utility>
#include <vector>

#include "apps/ortool/bench/measurement.h"
#include "profiler/statistics.h"

namespace ortool {

/// What a measurement comes to; times in seconds. All zero without samples.
struct Figures {
  ort::profiler::Summary latency;
  double mad = 0;                                      ///< median absolute deviation
  double variation = 0;                                ///< standard deviation over mean
  ort::profiler::Interval median_interval;             ///< 95 %
  ort::profiler::Interval mean_interval;               ///< 95 %; infinite for a single sample
  std::vector<std::pair<double, double>> percentiles;  ///< (p, latency), p ascending
  double throughput = 0;                               ///< runs per second, of all callers together
};

/// `percentiles` in any order, twice the same counts once.
Figures figures_of(const Measurement& measurement, std::vector<double> percentiles);

/// The latency at a percentile that was asked for; throws std::out_of_range for another one.
double percentile_in(const Figures& figures, double p);

/// "p99.9"
std::string percentile_name(double p);

}  // namespace ortool
