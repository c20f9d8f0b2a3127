#include "profiler/profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "profiler/ceilings.h"
#include "profiler/ledger.h"
#include "profiler/measured_runs.h"
#include "profiler/memory_profile.h"
#include "profiler/module_tree.h"
#include "profiler/node_nesting.h"
#include "profiler/node_profiles.h"
#include "profiler/ratio_interval.h"
#include "profiler/roofline.h"
#include "profiler/timeline.h"

namespace ort::profiler {
namespace {

constexpr double kNanoseconds = 1e-3;  // in microseconds
constexpr double kNotableCost = 5;     // percent

std::optional<StartupProfile> startup_profile(const Trace& trace) {
  StartupProfile startup;
  for (const TracedStage& stage : trace.stages) {
    startup.stages.push_back({stage, static_cast<int>(std::ranges::count(stage.path, '/'))});
  }
  const auto first = std::ranges::find_if(trace.runs, &TracedRun::is_complete);
  if (first != trace.runs.end()) startup.first_run_us = static_cast<double>(first->dur_ns) * kNanoseconds;
  if (startup.stages.empty() && !startup.first_run_us) return std::nullopt;
  return startup;
}

/// Wall times in microseconds of the measured runs, and of those that were not recorded.
void set_walls(const Trace& trace, const MeasuredRuns& runs, Profile& profile) {
  const auto wall_us = [](const TracedRun& run) { return static_cast<double>(run.dur_ns) * kNanoseconds; };
  if (runs.has_walls) {
    for (const int32_t i : runs.indexes)
      profile.run_wall_us.push_back(wall_us(trace.runs[static_cast<std::size_t>(i)]));
  }
  for (const TracedRun& run : trace.runs) {
    if (!run.is_profiled && !run.is_warm_up) profile.unprofiled_wall_us.push_back(wall_us(run));
  }
  profile.wall_us = summarize(profile.run_wall_us);
}

/// What recording costs; nothing without runs that were not recorded.
std::optional<ProfilerCost> profiler_cost(const Profile& profile) {
  if (profile.run_wall_us.empty() || profile.unprofiled_wall_us.empty()) return std::nullopt;
  ProfilerCost cost;
  cost.profiled_us = profile.wall_us.median;
  cost.unprofiled_us = summarize(profile.unprofiled_wall_us).median;
  const std::size_t pairs = std::min(profile.run_wall_us.size(), profile.unprofiled_wall_us.size());
  std::vector<PairedBlock> blocks;
  for (std::size_t i = 0; i < pairs; ++i) {
    const double plain = profile.unprofiled_wall_us[i];
    const double recorded = profile.run_wall_us[i];
    blocks.push_back({.a = {plain, plain}, .b = {recorded, recorded}});
  }
  const RatioInterval ratio = ratio_interval(blocks);
  cost.percent = 100 * (ratio.ratio - 1);
  if (std::isfinite(ratio.interval.high)) {
    cost.percent_interval = Interval{100 * (ratio.interval.low - 1), 100 * (ratio.interval.high - 1)};
  }
  const double added_us = (ratio.ratio - 1) * cost.unprofiled_us;
  double calls = 0;
  for (const NodeProfile& node : profile.nodes) calls += static_cast<double>(node.calls);
  if (calls > 0) cost.per_node_ns = added_us / kNanoseconds * static_cast<double>(profile.runs.measured) / calls;
  return cost;
}

RunCounts count_runs(const Trace& trace, const MeasuredRuns& runs) {
  RunCounts counts;
  counts.measured = static_cast<int64_t>(runs.count());
  counts.warm_up = runs.warm_up;
  counts.unprofiled = std::ranges::count_if(trace.runs, [](const TracedRun& run) { return !run.is_profiled; });
  return counts;
}

void add_warnings(const Trace& trace, const MeasuredRuns& runs, Profile& profile) {
  if (!trace.has_exact_times) {
    profile.warnings.emplace_back(
        "times are whole microseconds, cut off: short nodes took up to 1 us more than it says");
  }
  if (!runs.has_walls) {
    profile.warnings.emplace_back("no run ended before the trace did: this is a part of one");
  } else if (runs.count() < 3) {
    profile.warnings.push_back(fmt::format("only {} runs were measured: the figures say little", runs.count()));
  }
  if (profile.cost && profile.cost->percent_interval && profile.cost->percent_interval->low > kNotableCost) {
    profile.warnings.push_back(fmt::format(
        "recording made the runs {:.1f} % longer; short nodes look longer than they are", profile.cost->percent));
  }
  if (profile.ledger && profile.ledger->parts.back().us < 0) {
    profile.warnings.push_back(
        fmt::format("the parts of the ledger are {:.3f} us longer than the run", -profile.ledger->parts.back().us));
  }
}

}  // namespace

std::string_view bound_name(Roof::Bound bound) {
  if (bound == Roof::Bound::kCompute) return "compute";
  return bound == Roof::Bound::kMemory ? "memory" : "overhead";
}

Profile make_profile(const Trace& trace, const ProfileSettings& settings) {
  const MeasuredRuns runs = measured_runs(trace, settings.warm_up_runs);
  const std::vector<Nesting> nesting = find_nesting(trace);
  Profile profile;
  profile.trace = trace.path;
  profile.session = trace.session;
  profile.warnings = trace.warnings;
  profile.runs = count_runs(trace, runs);
  set_walls(trace, runs, profile);
  profile.ledger = make_ledger(trace, runs, nesting);
  profile.nodes = node_profiles(trace, runs, nesting);
  profile.cost = profiler_cost(profile);
  profile.operators = operator_profiles(profile.nodes);
  profile.modules = module_tree(profile.nodes);
  profile.copies = copy_profiles(trace, runs);
  profile.startup = startup_profile(trace);
  profile.memory = memory_profile(trace, runs);
  profile.timeline = median_timeline(trace, runs, nesting);
  add_warnings(trace, runs, profile);
  if (settings.ceilings != nullptr) {
    profile.roofline =
        make_roofline(profile.nodes, *settings.ceilings, profile.session, runs.count(), profile.warnings);
  }
  return profile;
}

}  // namespace ort::profiler
