#include "profiler/roofline.h"

#include <fmt/format.h>

#include <algorithm>

namespace ort::profiler {
namespace {

constexpr double kGiga = 1e9;
constexpr double kMicrosecondsPerSecond = 1e6;

/// The type that a node computes in: of its first output.
std::string_view type_of(const TracedNode& node) {
  return node.outputs.empty() ? std::string_view() : node.outputs.front().type;
}

double bytes_of(const NodeProfile& node) { return *node.bytes_read + *node.bytes_written; }

/// The roof without what depends on the measured time; nothing where no peak is known for the node's type.
std::optional<Roof> roof_of(const NodeProfile& node, const Ceilings& ceilings) {
  const double operations = *node.operations;
  const std::optional<double> compute_us =
      operations > 0 ? ceilings.compute_us(operations, type_of(node.node)) : std::optional(0.0);
  if (!compute_us) return std::nullopt;
  const double bytes = bytes_of(node);
  const Ceilings::Level& level = ceilings.level_for(bytes);
  const double memory_us = bytes / (level.gb_s * kGiga) * kMicrosecondsPerSecond;
  const double work_us = std::max(*compute_us, memory_us);
  Roof roof;
  roof.level = level.name;
  roof.bound = *compute_us >= memory_us ? Roof::Bound::kCompute : Roof::Bound::kMemory;
  roof.roof_us = work_us;
  if (work_us < ceilings.fork_join_us()) {
    roof.bound = Roof::Bound::kOverhead;
    roof.roof_us = std::min(ceilings.fork_join_us(), work_us * ceilings.threads());
  }
  return roof;
}

bool is_above_peak(const NodeProfile& node, const Ceilings& ceilings) {
  const auto least = ceilings.compute_us(*node.operations, type_of(node.node));
  return *node.operations > 0 && least && *least > node.call_us.mean;
}

void compare_machines(const Ceilings& ceilings, const TracedSession& session, std::vector<std::string>& warnings) {
  if (!session.cpu.empty() && !ceilings.cpu().empty() && session.cpu != ceilings.cpu()) {
    warnings.push_back(fmt::format("the ceilings are those of another machine: '{}', the trace is from '{}'",
                                   ceilings.cpu(), session.cpu));
  }
  if (!session.isa.empty() && !ceilings.isa().empty() && session.isa != ceilings.isa()) {
    warnings.push_back(
        fmt::format("the ceilings were measured with {}, the trace with {}", ceilings.isa(), session.isa));
  }
  if (session.threads && *session.threads != ceilings.threads()) {
    warnings.push_back(
        fmt::format("the ceilings are those of {} threads, the session had {}", ceilings.threads(), *session.threads));
  }
}

/// The ceilings are the CPU's.
bool runs_on_cpu(const TracedNode& node) { return node.provider.empty() || node.provider == "CPUExecutionProvider"; }

}  // namespace

Roofline make_roofline(std::vector<NodeProfile>& nodes, const Ceilings& ceilings, const TracedSession& session,
                       std::size_t runs, std::vector<std::string>& warnings) {
  compare_machines(ceilings, session, warnings);
  Roofline roofline;
  std::vector<std::string_view> too_fast;
  for (NodeProfile& node : nodes) {
    if (!runs_on_cpu(node.node)) continue;
    if (!node.operations || !node.bytes_read || !node.bytes_written || node.call_us.mean <= 0) continue;
    if (is_above_peak(node, ceilings)) {
      too_fast.push_back(node.node.name);
      continue;
    }
    node.roof = roof_of(node, ceilings);
    if (!node.roof) continue;
    const double average_us = node.call_us.mean;
    node.roof->share = std::min(1.0, node.roof->roof_us / average_us);
    node.roof->lost_us =
        std::max(0.0, average_us - node.roof->roof_us) * static_cast<double>(node.calls) / static_cast<double>(runs);
    roofline.lost_us += node.roof->lost_us;
    if (*node.operations <= 0 || bytes_of(node) <= 0) continue;
    const double gflops = *node.operations / (average_us / kMicrosecondsPerSecond) / kGiga;
    roofline.points.push_back(
        {node.node.name, node.node.op_type, *node.operations / bytes_of(node), gflops, *node.roof});
  }
  std::ranges::stable_sort(roofline.points, std::ranges::greater(),
                           [](const RooflinePoint& point) { return point.roof.lost_us; });
  if (!too_fast.empty()) {
    warnings.push_back(
        fmt::format("{} nodes would be faster than this machine's peak, '{}' first: their times or the "
                    "ceilings are not to be trusted",
                    too_fast.size(), too_fast.front()));
  }
  return roofline;
}

}  // namespace ort::profiler
