#pragma once

#include <optional>
#include <vector>

#include "profiler/measured_runs.h"
#include "profiler/node_nesting.h"
#include "profiler/profile.h"

namespace ort::profiler {

/// Where the time of the measured runs went, as the trace's own ledger says, else from the events of nodes and of
/// `SequentialExecutor::Execute`. Nothing where the trace has no wall times.
std::optional<Ledger> make_ledger(const Trace& trace, const MeasuredRuns& runs, const std::vector<Nesting>& nesting);

}  // namespace ort::profiler
