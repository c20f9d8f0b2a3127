#include "apps/ortool/profile/profile_metrics.h"

#include <map>
#include <vector>

namespace ortool {
namespace {

using ort::profiler::OperatorProfile;
using ort::profiler::Profile;

constexpr double kSeconds = 1e-6;  // of a microsecond

/// The entries of one operator, which has one for each provider.
struct OperatorTotals {
  double total_us = 0;
  double percent = 0;
  double calls = 0;
  std::string provider;
};

void add_operators(Metrics& metrics, const Profile& profile) {
  std::map<std::string, OperatorTotals> operators;
  for (const OperatorProfile& entry : profile.operators) {
    OperatorTotals& totals = operators[entry.op_type];
    totals.total_us += entry.total_us;
    totals.percent += entry.percent;
    totals.calls += static_cast<double>(entry.calls);
    totals.provider = totals.provider.empty() ? entry.provider : "several";
  }
  const auto runs = static_cast<double>(profile.runs.measured);
  for (const auto& [name, totals] : operators) {
    metrics.add_of("time", name, totals.total_us * kSeconds / runs, Unit::kTime);
    metrics.add_of("percent", name, totals.percent, Unit::kPercent);
    metrics.add_of("calls", name, totals.calls / runs);
    metrics.add_text("provider", name, totals.provider);
  }
}

}  // namespace

std::span<const std::string> profile_metric_names() {
  static const std::vector<std::string> names = {"wall",     "wall_mean", "first_run", "cost",    "nodes", "copies",
                                                 "peak_mem", "lost",      "time",      "percent", "calls", "provider"};
  return names;
}

Metrics profile_metrics(const Profile& profile) {
  Metrics metrics;
  if (profile.wall_us.count > 0) {
    metrics.add("wall", profile.wall_us.median * kSeconds, Unit::kTime);
    metrics.add("wall_mean", profile.wall_us.mean * kSeconds, Unit::kTime);
  }
  if (profile.startup && profile.startup->first_run_us) {
    metrics.add("first_run", *profile.startup->first_run_us * kSeconds, Unit::kTime);
  }
  if (profile.cost) metrics.add("cost", profile.cost->percent, Unit::kPercent);
  metrics.add("nodes", static_cast<double>(profile.nodes.size()));
  metrics.add("copies", static_cast<double>(profile.copies.size()));
  if (profile.memory) metrics.add("peak_mem", profile.memory->peak_bytes, Unit::kBytes);
  if (profile.roofline) metrics.add("lost", profile.roofline->lost_us * kSeconds, Unit::kTime);
  add_operators(metrics, profile);
  return metrics;
}

}  // namespace ortool
