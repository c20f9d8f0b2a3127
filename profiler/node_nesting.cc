#include "profiler/node_nesting.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace ort::profiler {
namespace {

constexpr int64_t kRounding = 1000;  // nanoseconds: whole microseconds are cut, not rounded

bool runs_graphs(const TracedNode& node) {
  constexpr std::array<std::string_view, 8> kOperators = {
      "If", "Loop", "Scan", "SequenceMap", "BeamSearch", "WhisperBeamSearch", "GreedySearch", "Sampling",
  };
  return std::ranges::find(kOperators, node.op_type) != kOperators.end();
}

}  // namespace

std::vector<Nesting> find_nesting(const Trace& trace) {
  std::vector<Nesting> nesting(trace.node_events.size());
  std::map<int64_t, std::vector<std::size_t>> open_by_lane;
  const int64_t slack = trace.has_exact_times ? 0 : kRounding;
  for (std::size_t i = 0; i < trace.node_events.size(); ++i) {
    const NodeEvent& event = trace.node_events[i];
    const int64_t end = event.start_ns + event.dur_ns;
    std::vector<std::size_t>& open = open_by_lane[event.lane];
    const auto encloses = [&](std::size_t outer) {
      const NodeEvent& other = trace.node_events[outer];
      return other.run == event.run && end <= other.start_ns + other.dur_ns + slack &&
             event.start_ns < other.start_ns + other.dur_ns + slack;
    };
    while (!open.empty() && !encloses(open.back())) open.pop_back();
    nesting[i].self_ns = event.dur_ns;
    nesting[i].depth = static_cast<int>(open.size());
    if (!open.empty()) {
      int64_t& outer = nesting[open.back()].self_ns;
      outer = std::max<int64_t>(0, outer - event.dur_ns);
    }
    if (runs_graphs(trace.nodes[event.node])) open.push_back(i);
  }
  return nesting;
}

}  // namespace ort::profiler
