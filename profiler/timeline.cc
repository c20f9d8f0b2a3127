#include "profiler/timeline.h"

#include <fmt/format.h>

#include <algorithm>

namespace ort::profiler {
namespace {

constexpr double kNanoseconds = 1e-3;  // in microseconds

std::string lane_name(const Trace& trace, int64_t lane) {
  const auto name = trace.lane_names.find(lane);
  return name == trace.lane_names.end() || name->second.empty() ? fmt::format("thread {}", lane) : name->second;
}

}  // namespace

std::optional<Timeline> median_timeline(const Trace& trace, const MeasuredRuns& runs,
                                        const std::vector<Nesting>& nesting) {
  if (!runs.has_walls) return std::nullopt;
  std::vector<int32_t> order = runs.indexes;
  std::ranges::stable_sort(order, {}, [&](int32_t i) { return trace.runs[static_cast<std::size_t>(i)].dur_ns; });
  const int32_t chosen = order[(order.size() - 1) / 2];
  const TracedRun& run = trace.runs[static_cast<std::size_t>(chosen)];
  Timeline timeline;
  timeline.run = run.number;
  timeline.wall_us = static_cast<double>(run.dur_ns) * kNanoseconds;
  const auto add = [&](const auto& event, const std::string& name, const std::string& op_type, int depth) {
    timeline.events.push_back({name, op_type, lane_name(trace, event.lane),
                               static_cast<double>(event.start_ns - run.start_ns) * kNanoseconds,
                               static_cast<double>(event.dur_ns) * kNanoseconds, depth});
  };
  for (std::size_t i = 0; i < trace.node_events.size(); ++i) {
    const NodeEvent& event = trace.node_events[i];
    const TracedNode& node = trace.nodes[event.node];
    if (event.run == chosen) add(event, node.name, node.op_type, nesting[i].depth);
  }
  for (const DeviceEvent& event : trace.device_events) {
    if (event.run == chosen) add(event, event.name, event.is_copy ? "Copy" : "", 0);
  }
  return timeline;
}

}  // namespace ort::profiler
