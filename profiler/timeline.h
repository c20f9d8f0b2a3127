#pragma once

#include <optional>

#include "profiler/measured_runs.h"
#include "profiler/node_nesting.h"
#include "profiler/profile.h"

namespace ort::profiler {

/// Events of nodes and devices of the measured run whose wall time is the median (the lower one of two); nothing where
/// the trace has no wall times.
std::optional<Timeline> median_timeline(const Trace& trace, const MeasuredRuns& runs,
                                        const std::vector<Nesting>& nesting);

}  // namespace ort::profiler
