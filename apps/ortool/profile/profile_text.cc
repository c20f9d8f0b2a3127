#include "apps/ortool/profile/profile_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "apps/ortool/profile/startup_memory_text.h"
#include "apps/ortool/quantity.h"
#include "apps/ortool/terminal_text.h"
#include "apps/ortool/text_table.h"

namespace ortool {
namespace {

using ort::profiler::LedgerPart;
using ort::profiler::ModuleProfile;
using ort::profiler::NodeProfile;
using ort::profiler::OperatorProfile;
using ort::profiler::Profile;
using ort::profiler::RooflinePoint;
using Align = TextTable::Align;

constexpr double kSeconds = 1e-6;  // of a microsecond
constexpr double kShortest = 10;   // microseconds, below which digits matter

std::string percent_text(double percent) { return fmt::format("{:.1f}", percent); }

std::string short_provider(std::string_view provider) {
  constexpr std::string_view kEnd = "ExecutionProvider";
  return std::string(provider.ends_with(kEnd) ? provider.substr(0, provider.size() - kEnd.size()) : provider);
}

template <typename Entry>
std::span<const Entry> top_of(const std::vector<Entry>& entries, std::size_t top) {
  return std::span(entries).first(top == 0 ? entries.size() : std::min(top, entries.size()));
}

/// "\nnodes (15 of 213)\n"
std::string heading(std::string_view title, std::size_t shown, std::size_t all) {
  if (shown == all) return fmt::format("\n{} ({})\n", title, all);
  return fmt::format("\n{} ({} of {})\n", title, shown, all);
}

std::string header(const Profile& profile) {
  const ort::profiler::TracedSession& session = profile.session;
  std::string text = fmt::format("{}:", printable(session.model.empty() ? profile.trace : session.model));
  text += fmt::format(" {} runs measured", profile.runs.measured);
  if (profile.runs.warm_up > 0) text += fmt::format(", {} for warm-up left out", profile.runs.warm_up);
  if (session.threads) text += fmt::format(", {} threads", *session.threads);
  if (!session.isa.empty()) text += fmt::format(", {}", printable(session.isa));
  if (!session.providers.empty())
    text += fmt::format(", {}", printable(fmt::format("{}", fmt::join(session.providers, ", "))));
  text += "\n";
  const ort::profiler::Summary& wall = profile.wall_us;
  if (wall.count > 0) {
    text +=
        fmt::format("a run took {} (median; mean {}, from {} to {}, standard deviation {})\n",
                    time_text(wall.median * kSeconds), time_text(wall.mean * kSeconds), time_text(wall.min * kSeconds),
                    time_text(wall.max * kSeconds), time_text(wall.stddev * kSeconds));
  }
  if (!profile.cost) return text;
  const ort::profiler::ProfilerCost& cost = *profile.cost;
  text += fmt::format("without recording: {} (median of {} runs in between); recording costs {:+.1f} %",
                      time_text(cost.unprofiled_us * kSeconds), profile.runs.unprofiled, cost.percent);
  if (cost.percent_interval) {
    text += fmt::format(" (95 %: {:+.1f} to {:+.1f})", cost.percent_interval->low, cost.percent_interval->high);
  }
  if (cost.per_node_ns) text += fmt::format(", {:.0f} ns a node", *cost.per_node_ns);
  return text + "\n";
}

std::string ledger_text(const Profile& profile) {
  if (!profile.ledger) return "";
  TextTable table({{"us"}, {"%"}, {"part", Align::kLeft}, {"meaning", Align::kLeft, 100}});
  for (const LedgerPart& part : profile.ledger->parts) {
    table.add({microseconds_text(part.us), percent_text(part.percent), part.name, part.meaning});
  }
  table.add({microseconds_text(profile.ledger->wall_us), percent_text(100), "wall", "all of it"});
  return "\nwhere the time of a mean run went\n" + table.text();
}

std::string operators_text(const Profile& profile, std::size_t top) {
  TextTable table({{"%"},
                   {"cum. %"},
                   {"total us"},
                   {"avg us"},
                   {"stddev"},
                   {"calls"},
                   {"nodes"},
                   {"provider", Align::kLeft},
                   {"operator", Align::kLeft}});
  const auto shown = top_of(profile.operators, top);
  for (const OperatorProfile& entry : shown) {
    table.add({percent_text(entry.percent), percent_text(entry.cumulative_percent), microseconds_text(entry.total_us),
               microseconds_text(entry.avg_us), microseconds_text(entry.stddev_us), std::to_string(entry.calls),
               std::to_string(entry.nodes), short_provider(entry.provider), entry.op_type});
  }
  return heading("operators", shown.size(), profile.operators.size()) + table.text();
}

std::string nodes_text(const Profile& profile, std::size_t top) {
  TextTable table({{"%"},
                   {"cum. %"},
                   {"total us"},
                   {"avg us"},
                   {"stddev"},
                   {"calls"},
                   {"provider", Align::kLeft},
                   {"operator", Align::kLeft},
                   {"node", Align::kLeft}});
  const auto shown = top_of(profile.nodes, top);
  for (const NodeProfile& entry : shown) {
    table.add({percent_text(entry.percent), percent_text(entry.cumulative_percent), microseconds_text(entry.total_us),
               microseconds_text(entry.call_us.mean), microseconds_text(entry.call_us.stddev),
               std::to_string(entry.calls), short_provider(entry.node.provider), entry.node.op_type, entry.node.name});
  }
  const bool on_device =
      std::ranges::any_of(profile.nodes, [](const NodeProfile& node) { return node.device_us.has_value(); });
  return heading("nodes", shown.size(), profile.nodes.size()) + table.text() +
         (on_device ? "times of nodes on a device are the device's; the ledger tells the host's\n" : "");
}

std::string modules_text(const Profile& profile, std::size_t top) {
  if (profile.modules.empty()) return "\nno node has a prefix that ends in '/' or '.'\n";
  TextTable table({{"%"}, {"total us"}, {"nodes"}, {"module", Align::kLeft}});
  const auto shown = top_of(profile.modules, top);
  for (const ModuleProfile& entry : shown) {
    table.add({percent_text(entry.percent), microseconds_text(entry.total_us), std::to_string(entry.nodes),
               std::string(2 * static_cast<std::size_t>(entry.depth), ' ') + entry.path});
  }
  return heading("modules", shown.size(), profile.modules.size()) + table.text();
}

std::string roofline_text(const Profile& profile, std::size_t top) {
  if (!profile.roofline || profile.roofline->points.empty()) return "";
  TextTable table({{"lost us"},
                   {"% of roof"},
                   {"Gop/s"},
                   {"op/byte"},
                   {"bound", Align::kLeft},
                   {"operator", Align::kLeft},
                   {"node", Align::kLeft}});
  const auto shown = top_of(profile.roofline->points, top);
  for (const RooflinePoint& point : shown) {
    table.add({microseconds_text(point.roof.lost_us), percent_text(100 * point.roof.share),
               fmt::format("{:.1f}", point.gflops), fmt::format("{:.2f}", point.intensity),
               std::string(ort::profiler::bound_name(point.roof.bound)), point.op_type, point.name});
  }
  return heading(fmt::format("what the machine could do: a run loses {} to its roofs",
                             time_text(profile.roofline->lost_us * kSeconds)),
                 shown.size(), profile.roofline->points.size()) +
         table.text();
}

std::string copies_text(const Profile& profile, std::size_t top) {
  if (profile.copies.empty()) return "";
  TextTable table({{"total us"}, {"calls"}, {"bytes"}, {"direction", Align::kLeft}, {"copy", Align::kLeft}});
  const auto shown = top_of(profile.copies, top);
  for (const ort::profiler::CopyProfile& copy : shown) {
    table.add({microseconds_text(copy.total_us), std::to_string(copy.calls),
               copy.bytes ? fmt::format("{:.0f}", *copy.bytes) : "", copy.direction, copy.name});
  }
  return heading("copies between devices", shown.size(), profile.copies.size()) + table.text();
}

}  // namespace

std::string microseconds_text(double microseconds) {
  return std::abs(microseconds) < kShortest ? fmt::format("{:.3f}", microseconds) : fmt::format("{:.1f}", microseconds);
}

std::string to_text(const Profile& profile, const ProfileTextSettings& settings) {
  std::string text = header(profile);
  for (const std::string& warning : profile.warnings) text += fmt::format("warning: {}\n", printable(warning, 1000));
  if (settings.by == "node") return text + nodes_text(profile, settings.top);
  if (settings.by == "operator") return text + operators_text(profile, settings.top);
  if (settings.by == "module") return text + modules_text(profile, settings.top);
  return text + ledger_text(profile) + operators_text(profile, settings.top) + nodes_text(profile, settings.top) +
         roofline_text(profile, settings.top) + copies_text(profile, settings.top) +
         startup_text(profile, settings.top) + memory_text(profile, settings.top);
}

}  // namespace ortool
