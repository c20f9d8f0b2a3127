#include "profiler/memory_profile.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace ort::profiler {
namespace {

/// The plan of the run; the last one where the run names none.
const TracedPlan* plan_of(const Trace& trace, const TracedRun& run) {
  const auto plan = std::ranges::find(trace.plans, run.plan, &TracedPlan::plan);
  if (plan != trace.plans.end()) return &*plan;
  return trace.plans.empty() ? nullptr : &trace.plans.back();
}

/// The tensors alive at a node that take memory of their own, biggest first.
std::vector<TracedPlan::Tensor> alive_at(const TracedPlan& plan, int64_t position) {
  const auto is_alive = [&](const TracedPlan::Tensor& tensor) {
    return tensor.home != "constant" && tensor.first <= position && position <= tensor.last;
  };
  std::unordered_map<std::string_view, const TracedPlan::Tensor*> by_name;
  for (const TracedPlan::Tensor& tensor : plan.tensors) by_name.emplace(tensor.value.name, &tensor);
  std::vector<TracedPlan::Tensor> alive;
  for (const TracedPlan::Tensor& tensor : plan.tensors) {
    if (!is_alive(tensor)) continue;
    const auto owner = by_name.find(tensor.shares_with);
    if (owner == by_name.end() || owner->second == &tensor || !is_alive(*owner->second)) alive.push_back(tensor);
  }
  std::ranges::stable_sort(alive, std::ranges::greater(), &TracedPlan::Tensor::bytes);
  return alive;
}

void find_peak(MemoryProfile& memory) {
  const auto peak = std::ranges::max_element(memory.timeline, {}, &MemoryProfile::Step::in_use);
  if (peak == memory.timeline.end()) return;
  memory.peak_bytes = peak->in_use;
  memory.peak_node = peak->node;
}

MemoryProfile from_plan(const TracedPlan& plan) {
  MemoryProfile memory;
  memory.weights_bytes = plan.weights_bytes;
  memory.arena_bytes = plan.arena_bytes;
  for (const TracedPlan::Node& node : plan.nodes) {
    memory.timeline.push_back({node.name, static_cast<double>(node.in_use), static_cast<double>(node.workspace)});
  }
  find_peak(memory);
  const auto peak = std::ranges::max_element(plan.nodes, {}, &TracedPlan::Node::in_use);
  if (peak != plan.nodes.end()) memory.at_peak = alive_at(plan, peak - plan.nodes.begin());
  memory.missed = plan.missed;
  memory.tensors = plan.tensors;
  return memory;
}

std::optional<MemoryProfile> from_events(const Trace& trace, const MeasuredRuns& runs) {
  MemoryProfile memory;
  for (const NodeEvent& event : trace.node_events) {
    if (runs.position(event.run) != 0 || event.in_use < 0) continue;
    memory.timeline.push_back({trace.nodes[event.node].name, event.in_use, event.workspace});
  }
  if (memory.timeline.empty()) return std::nullopt;
  find_peak(memory);
  return memory;
}

}  // namespace

std::optional<MemoryProfile> memory_profile(const Trace& trace, const MeasuredRuns& runs) {
  const TracedPlan* plan = plan_of(trace, trace.runs[static_cast<std::size_t>(runs.indexes.front())]);
  return plan == nullptr ? from_events(trace, runs) : from_plan(*plan);
}

}  // namespace ort::profiler
