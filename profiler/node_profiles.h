#pragma once

#include <vector>

#include "profiler/measured_runs.h"
#include "profiler/node_nesting.h"
#include "profiler/profile.h"

namespace ort::profiler {

/// The nodes that ran in measured runs, longest first.
std::vector<NodeProfile> node_profiles(const Trace& trace, const MeasuredRuns& runs,
                                       const std::vector<Nesting>& nesting);

/// The same nodes by operator and provider, longest first.
std::vector<OperatorProfile> operator_profiles(const std::vector<NodeProfile>& nodes);

/// Copies between devices in measured runs, nodes or not, longest first.
std::vector<CopyProfile> copy_profiles(const Trace& trace, const MeasuredRuns& runs);

}  // namespace ort::profiler
