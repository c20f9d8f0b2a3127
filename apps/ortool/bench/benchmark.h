#pragma once

#include <functional>
#include <memory>
#include <string>

#include "apps/ortool/bench/bench_flags.h"
#include "apps/ortool/bench/bench_report.h"

namespace ortool {

/// Loads what the flags name and measures it: one model, a comparison, a sweep, or loading. `run` is used for all runs;
/// when its `terminate` is set the measurement ends, and what there is so far is reported. `progress` takes a short
/// text now and then, where nothing is timed. The report lacks what comes from other reports: baseline and gates.
/// Throws CheckFailed where outputs are not as expected, and ort::Error.
BenchReport run_benchmark(const BenchFlags& flags, const ort::RunOptions& run,
                          const std::function<void(const std::string&)>& progress);

}  // namespace ortool
