#pragma once

#include <span>
#include <string>

#include "apps/ortool/bench/bench_report.h"
#include "apps/ortool/gates/metrics.h"

namespace ortool {

/// What `ortool bench` offers to --assert, without arguments; "pN" stands for all percentiles.
std::span<const std::string> bench_metric_names();

/// The metrics of the first side by name, of all sides as name(LABEL): min mean median max stddev mad pN cov throughput
/// load first_run iterations peak_mem; ratio(LABEL), ratio_low(LABEL), ratio_high(LABEL) and verdict(LABEL) for each
/// side against the first, without argument for the second one; with --baseline ratio, ratio_low and ratio_high against
/// it.
Metrics bench_metrics(const BenchReport& report);

}  // namespace ortool
