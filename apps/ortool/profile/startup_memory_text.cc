#include "apps/ortool/profile/startup_memory_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "apps/ortool/quantity.h"
#include "apps/ortool/terminal_text.h"
#include "apps/ortool/text_table.h"

namespace ortool {
namespace {

using ort::profiler::MemoryProfile;
using ort::profiler::Profile;
using ort::profiler::StartupProfile;
using ort::profiler::TracedPlan;
using Align = TextTable::Align;

constexpr double kSeconds = 1e-6;  // of a microsecond
constexpr double kMillion = 1e6;
constexpr int kPassDepth = 2;

std::string bytes_text(double bytes) { return quantity_text({bytes, Unit::kBytes}); }

std::string bytes_text(const std::optional<int64_t>& bytes) {
  return bytes ? bytes_text(static_cast<double>(*bytes)) : std::string();
}

/// Duration below which a stage that deep is not worth a line.
int64_t shortest_shown(const std::vector<StartupProfile::Stage>& stages, std::size_t top) {
  std::vector<int64_t> durations;
  for (const auto& [stage, depth] : stages) {
    if (depth >= kPassDepth) durations.push_back(stage.dur_ns);
  }
  if (top == 0 || durations.size() <= top) return 0;
  std::ranges::sort(durations, std::ranges::greater());
  return durations[top - 1];
}

std::string tensor_text(const ort::profiler::TracedTensor& tensor) {
  return fmt::format("{}[{}]", tensor.type, fmt::join(tensor.shape, ","));
}

std::string at_peak_text(const MemoryProfile& memory, std::size_t top) {
  if (memory.at_peak.empty()) return "";
  TextTable table({{"bytes"}, {"where", Align::kLeft}, {"value", Align::kLeft}, {"tensor", Align::kLeft}});
  const std::size_t shown = top == 0 ? memory.at_peak.size() : std::min(top, memory.at_peak.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const TracedPlan::Tensor& tensor = memory.at_peak[i];
    table.add(
        {bytes_text(static_cast<double>(tensor.bytes)), tensor.home, tensor_text(tensor.value), tensor.value.name});
  }
  return fmt::format("alive at the peak ({} of {})\n{}", shown, memory.at_peak.size(), table.text());
}

std::string missed_text(const MemoryProfile& memory, std::size_t top) {
  if (memory.missed.empty()) return "";
  TextTable table({{"bytes"}, {"tensor", Align::kLeft}, {"why it has memory of its own", Align::kLeft, 200}});
  std::vector<TracedPlan::Miss> missed = memory.missed;
  std::ranges::stable_sort(missed, std::ranges::greater(), &TracedPlan::Miss::bytes);
  const std::size_t shown = top == 0 ? missed.size() : std::min(top, missed.size());
  for (std::size_t i = 0; i < shown; ++i) {
    table.add({bytes_text(static_cast<double>(missed[i].bytes)), missed[i].name, missed[i].reason});
  }
  return fmt::format("reuse that was missed ({} of {})\n{}", shown, missed.size(), table.text());
}

}  // namespace

std::string startup_text(const Profile& profile, std::size_t top) {
  if (!profile.startup) return "";
  const std::vector<StartupProfile::Stage>& stages = profile.startup->stages;
  TextTable table({{"ms"}, {"resident"}, {"peak"}, {"nodes"}, {"rewrites"}, {"stage", Align::kLeft}});
  const int64_t shortest = shortest_shown(stages, top);
  for (const auto& [stage, depth] : stages) {
    if (depth >= kPassDepth && stage.dur_ns < shortest) continue;
    const std::string nodes =
        stage.nodes_before && stage.nodes_after ? fmt::format("{} -> {}", *stage.nodes_before, *stage.nodes_after) : "";
    table.add({fmt::format("{:.3f}", static_cast<double>(stage.dur_ns) / kMillion), bytes_text(stage.rss_bytes),
               bytes_text(stage.peak_rss_bytes), nodes, stage.rewrites ? std::to_string(*stage.rewrites) : "",
               std::string(2 * static_cast<std::size_t>(depth), ' ') + stage.path});
  }
  std::string text = "\nstart-up\n";
  if (!table.empty()) text += table.text();
  if (profile.startup->first_run_us) {
    text += fmt::format("the first run took {}\n", time_text(*profile.startup->first_run_us * kSeconds));
  }
  return text;
}

std::string memory_text(const Profile& profile, std::size_t top) {
  if (!profile.memory) return "";
  const MemoryProfile& memory = *profile.memory;
  std::string text = fmt::format("\nmemory: {} in use at the peak, at node '{}'", bytes_text(memory.peak_bytes),
                                 printable(memory.peak_node));
  if (memory.arena_bytes) text += fmt::format("; arena {}", bytes_text(memory.arena_bytes));
  if (memory.weights_bytes) text += fmt::format("; weights {}", bytes_text(memory.weights_bytes));
  return text + "\n" + at_peak_text(memory, top) + missed_text(memory, top);
}

}  // namespace ortool
