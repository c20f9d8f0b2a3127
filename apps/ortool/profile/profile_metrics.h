#pragma once

#include <span>
#include <string>

#include "apps/ortool/gates/metrics.h"
#include "profiler/profile.h"

namespace ortool {

/// What `ortool profile` offers to --assert, without arguments.
std::span<const std::string> profile_metric_names();

/// wall (median), wall_mean, first_run, cost (of recording), nodes, copies, peak_mem (of intermediate values), lost (to
/// the roofs); for each operator time(OP) of a run, percent(OP), calls(OP) of a run and provider(OP), a text, which is
/// "several" where its nodes are on more than one. What the profile lacks is not there.
Metrics profile_metrics(const ort::profiler::Profile& profile);

}  // namespace ortool
