#pragma once

#include <optional>

#include "profiler/measured_runs.h"
#include "profiler/profile.h"

namespace ort::profiler {

/// Memory over the nodes of the plan that the first measured run used; from the events of its nodes where the trace has
/// no plan. Nothing where it tells neither.
std::optional<MemoryProfile> memory_profile(const Trace& trace, const MeasuredRuns& runs);

}  // namespace ort::profiler
