#include "profiler/ledger.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>

namespace ort::profiler {
namespace {

constexpr double kNanoseconds = 1e-3;  // in microseconds
constexpr std::string_view kUnattributed = "unattributed";

struct PartName {
  std::string_view name;
  std::string_view meaning;
};

/// In the order of libort/trace/README.md.
constexpr std::array<PartName, 10> kParts = {{
    {"inputs", "names resolved, inputs and options checked and bound"},
    {"planning", "a plan for new shapes made, its frame set up"},
    {"allocation", "memory for outputs and for values that are sized while they run"},
    {"kernels", "in nodes, without their allocations and waits"},
    {"thread_wait", "in nodes: their own share done, waiting for other threads"},
    {"copies", "copies between devices"},
    {"device_wait", "waiting for devices"},
    {"executor", "between nodes"},
    {"profiler", "recording these events"},
    {"outputs", "results handed over, the frame given back"},
}};

using Totals = std::map<std::string, double>;  // nanoseconds by part

Totals totals_of_ledgers(const Trace& trace, const MeasuredRuns& runs) {
  Totals totals;
  for (const int32_t index : runs.indexes) {
    for (const auto& [part, ns] : trace.runs[static_cast<std::size_t>(index)].ledger_ns) totals[part] += ns;
  }
  return totals;
}

/// For traces of ONNX Runtime, which have no ledger.
Totals totals_of_events(const Trace& trace, const MeasuredRuns& runs, const std::vector<Nesting>& nesting) {
  std::vector<double> kernels(runs.count());
  for (std::size_t i = 0; i < trace.node_events.size(); ++i) {
    const int32_t run = runs.position(trace.node_events[i].run);
    if (run >= 0 && nesting[i].depth == 0) {
      kernels[static_cast<std::size_t>(run)] += static_cast<double>(trace.node_events[i].dur_ns);
    }
  }
  Totals totals;
  for (std::size_t i = 0; i < runs.count(); ++i) {
    const TracedRun& run = trace.runs[static_cast<std::size_t>(runs.indexes[i])];
    totals["kernels"] += kernels[i];
    if (run.execute_ns >= 0) totals["executor"] += std::max(0.0, static_cast<double>(run.execute_ns) - kernels[i]);
  }
  return totals;
}

}  // namespace

std::optional<Ledger> make_ledger(const Trace& trace, const MeasuredRuns& runs, const std::vector<Nesting>& nesting) {
  if (!runs.has_walls) return std::nullopt;
  double wall_ns = 0;
  for (const int32_t index : runs.indexes) {
    wall_ns += static_cast<double>(trace.runs[static_cast<std::size_t>(index)].dur_ns);
  }
  Totals totals = totals_of_ledgers(trace, runs);
  if (totals.empty()) totals = totals_of_events(trace, runs, nesting);
  const double per_run = kNanoseconds / static_cast<double>(runs.count());
  Ledger ledger;
  ledger.wall_us = wall_ns * per_run;
  double known_us = 0;
  const auto add = [&](std::string_view name, std::string_view meaning, double us) {
    known_us += us;
    const double percent = ledger.wall_us > 0 ? 100 * us / ledger.wall_us : 0;
    ledger.parts.push_back({std::string(name), std::string(meaning), us, percent});
  };
  for (const PartName& part : kParts) {
    const auto found = totals.find(std::string(part.name));
    if (found == totals.end()) continue;
    add(part.name, part.meaning, found->second * per_run);
    totals.erase(found);
  }
  for (const auto& [name, ns] : totals) add(name, "", ns * per_run);
  add(kUnattributed, "nobody knows", ledger.wall_us - known_us);
  return ledger;
}

}  // namespace ort::profiler
