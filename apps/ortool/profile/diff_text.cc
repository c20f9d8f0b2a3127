#include "apps/ortool/profile/diff_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "apps/ortool/profile/profile_text.h"
#include "apps/ortool/quantity.h"
#include "apps/ortool/terminal_text.h"
#include "apps/ortool/text_table.h"

namespace ortool {
namespace {

using ort::profiler::AlignedNodes;
using ort::profiler::FigureDifference;
using ort::profiler::NodeDifference;
using ort::profiler::ProfileDiff;
using Align = TextTable::Align;

constexpr double kSeconds = 1e-6;  // of a microsecond

std::string signed_microseconds(double us) { return (us > 0 ? "+" : "") + microseconds_text(us); }

/// "relu" or "relu and 2 more".
std::string names_text(const std::vector<std::string>& names) {
  if (names.size() <= 1) return names.empty() ? "" : names.front();
  return fmt::format("{} and {} more", names.front(), names.size() - 1);
}

std::string change_text(const NodeDifference& node) {
  if (node.a_names.empty()) return "new";
  if (node.b_names.empty()) return "gone";
  const std::string ratio = node.a_us > 0 ? fmt::format("x {:.3f}", node.b_us / node.a_us) : "";
  return node.is_significant ? ratio : ratio + " ?";
}

/// What else there is to say about a row.
std::string note_text(const NodeDifference& node) {
  if (node.match == AlignedNodes::Match::kNone) return "";
  std::string note;
  if (node.a_provider != node.b_provider) note = fmt::format("{} -> {}; ", node.a_provider, node.b_provider);
  if (node.match == AlignedNodes::Match::kLineage) {
    note += fmt::format("{} nodes -> {}; ", node.a_names.size(), node.b_names.size());
  }
  if (node.match == AlignedNodes::Match::kShape) note += fmt::format("was '{}'; ", node.a_names.front());
  return note.substr(0, note.size() - std::min<std::size_t>(note.size(), 2));
}

std::string nodes_text(const ProfileDiff& diff, std::size_t top) {
  TextTable table({{"A us"},
                   {"B us"},
                   {"B - A"},
                   {"change", Align::kLeft},
                   {"operator", Align::kLeft},
                   {"node", Align::kLeft},
                   {"", Align::kLeft}});
  const std::size_t shown = top == 0 ? diff.nodes.size() : std::min(top, diff.nodes.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const NodeDifference& node = diff.nodes[i];
    table.add({node.a_names.empty() ? "" : microseconds_text(node.a_us),
               node.b_names.empty() ? "" : microseconds_text(node.b_us), signed_microseconds(node.difference_us()),
               change_text(node), node.op_type, names_text(node.b_names.empty() ? node.a_names : node.b_names),
               note_text(node)});
  }
  const auto significant = std::ranges::count_if(diff.nodes, &NodeDifference::is_significant);
  return fmt::format("\nnodes ({} of {}, largest change of a run first; {} changed significantly, ? marks others)\n{}",
                     shown, diff.nodes.size(), significant, table.text());
}

/// Figures that differ by a hundredth or more, largest difference first.
std::string figures_text(std::string_view heading, std::vector<FigureDifference> figures, std::size_t top, Unit unit) {
  const double scale = unit == Unit::kTime ? kSeconds : 1;
  const auto difference = [](const FigureDifference& figure) {
    return std::abs(figure.b.value_or(0) - figure.a.value_or(0));
  };
  std::erase_if(figures, [&](const FigureDifference& figure) {
    return difference(figure) <= 0.01 * std::max(figure.a.value_or(0), figure.b.value_or(0));
  });
  if (figures.empty()) return "";
  std::ranges::stable_sort(figures, std::ranges::greater(), difference);
  const auto text = [&](const std::optional<double>& value) {
    return value ? quantity_text({*value * scale, unit}) : std::string("-");
  };
  TextTable table({{"A"}, {"B"}, {"what", Align::kLeft}});
  const std::size_t shown = top == 0 ? figures.size() : std::min(top, figures.size());
  for (std::size_t i = 0; i < shown; ++i) table.add({text(figures[i].a), text(figures[i].b), figures[i].name});
  return fmt::format("\n{}\n{}", heading, table.text());
}

}  // namespace

std::string verdict_line(const ProfileDiff& diff) {
  std::string line =
      fmt::format("{}: a run takes {:.3f} times as long", ort::profiler::verdict_name(diff.verdict), diff.ratio.ratio);
  if (std::isfinite(diff.ratio.interval.high)) {
    line += fmt::format(" ({:.0f} %: {:.3f} to {:.3f})", 100 * diff.ratio.confidence, diff.ratio.interval.low,
                        diff.ratio.interval.high);
  }
  return line + fmt::format(", {} -> {}", time_text(diff.a_wall_us.mean * kSeconds),
                            time_text(diff.b_wall_us.mean * kSeconds));
}

std::string to_text(const ProfileDiff& diff, std::size_t top) {
  std::string text = verdict_line(diff) + "\n";
  text += fmt::format("A: {} ({} {}runs)\n", printable(diff.a_trace, 1000), diff.a_wall_us.count,
                      diff.by_unprofiled_runs ? "unrecorded " : "");
  text += fmt::format("B: {} ({} {}runs)\n", printable(diff.b_trace, 1000), diff.b_wall_us.count,
                      diff.by_unprofiled_runs ? "unrecorded " : "");
  for (const ort::profiler::TextDifference& entry : diff.environment) {
    text += fmt::format("{}: '{}' -> '{}'\n", entry.name, printable(entry.a), printable(entry.b));
  }
  return text + nodes_text(diff, top) + figures_text("copies on one side only", diff.copies, top, Unit::kTime) +
         figures_text("start-up", diff.startup, top, Unit::kTime) +
         figures_text("memory", diff.memory, top, Unit::kBytes);
}

}  // namespace ortool
