#pragma once

#include <span>
#include <string>

#include "apps/ortool/gates/metrics.h"
#include "apps/ortool/run/run_report.h"

namespace ortool {

/// What `ortool run` offers to --assert, without arguments.
std::span<const std::string> run_metric_names();

/// load_ms, run_ms, peak_mem, finite (1 when no output holds NaN or infinity, else 0), finite(OUTPUT),
/// elements(OUTPUT), maxabs and maxrel over all expectations and maxabs(OUTPUT), maxrel(OUTPUT), mismatches(OUTPUT) for
/// each. A difference that cannot be told, as of a value of another shape, is infinite.
Metrics run_metrics(const RunReport& report);

}  // namespace ortool
