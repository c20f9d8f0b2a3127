#include "apps/ortool/capability/model_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "apps/ortool/capability/operator_counts.h"
#include "apps/ortool/terminal_text.h"

namespace ortool {
namespace {

using Out = std::back_insert_iterator<std::string>;

constexpr std::size_t kReasonLength = 1000;
constexpr std::size_t kMostListed = 25;     ///< of anything, unless all nodes are wanted
constexpr std::size_t kMostNearMisses = 5;  ///< of a pass

std::string counts_text(const Counts& counts) {
  std::vector<std::string> parts;
  for (const auto& [name, count] : counts) parts.push_back(fmt::format("{} ({})", printable(name), count));
  return fmt::format("{}", fmt::join(parts, ", "));
}

/// "1.50 G" with three digits that count.
std::string with_unit(double number) {
  constexpr std::array<const char*, 5> kUnits = {"", "k", "M", "G", "T"};
  std::size_t unit = 0;
  for (; number >= 1000 && unit + 1 < kUnits.size(); ++unit) number /= 1000;
  return fmt::format("{:.4g}{}{}", number, unit == 0 ? "" : " ", kUnits[unit]);
}

std::string bytes_text(std::size_t bytes) {
  constexpr std::array<const char*, 4> kUnits = {"bytes", "KiB", "MiB", "GiB"};
  auto number = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; number >= 1024 && unit + 1 < kUnits.size(); ++unit) number /= 1024;
  return unit == 0 ? fmt::format("{} bytes", bytes) : fmt::format("{:.1f} {}", number, kUnits[unit]);
}

std::string shape_text(const ort::NodeArg& arg) {
  if (!arg.has_shape) return "";
  std::vector<std::string> dims;
  for (const ort::DeclaredDim& dim : arg.shape) {
    if (const auto* number = std::get_if<int64_t>(&dim)) {
      dims.push_back(std::to_string(*number));
    } else {
      const auto* name = std::get_if<std::string>(&dim);
      dims.push_back(name != nullptr ? printable(*name) : "?");
    }
  }
  return fmt::format("[{}]", fmt::join(dims, ", "));
}

void write_rest(std::size_t count, std::size_t most, bool all, Out out) {
  if (count > most && !all) fmt::format_to(out, "  ... and {} more: --nodes lists all\n", count - most);
}

void write_args(std::string_view title, const std::vector<ort::NodeArg>& args, bool all, Out out) {
  if (args.empty()) return;
  fmt::format_to(out, "{}\n", title);
  for (std::size_t i = 0; i < args.size() && (all || i < kMostListed); ++i) {
    fmt::format_to(out, "  {}  {} {}\n", printable(args[i].name), args[i].type, shape_text(args[i]));
  }
  write_rest(args.size(), kMostListed, all, out);
}

void write_line(std::string_view label, const std::string& value, Out out) {
  if (!value.empty()) fmt::format_to(out, "{:<12} {}\n", label, printable(value));
}

void write_metadata(const ort::ModelSummary& summary, Out out) {
  const ort::ModelMetadata& metadata = summary.metadata;
  write_line("producer", metadata.producer_name, out);
  write_line("graph", metadata.graph_name, out);
  write_line("domain", metadata.domain, out);
  write_line("description", metadata.description, out);
  write_line("graph text", metadata.graph_description, out);
  write_line("version", std::to_string(metadata.version), out);
  for (const auto& [key, value] : metadata.custom_metadata_map) write_line("metadata", key + " = " + value, out);
  for (const auto& [domain, version] : summary.opsets) write_line("opset", fmt::format("{} {}", domain, version), out);
}

void write_parameters(const ort::ModelSummary& summary, Out out) {
  for (const ort::ParameterSummary& sum : summary.parameters) {
    write_line("parameters",
               fmt::format("{} {} in {} tensor{}, {}", with_unit(static_cast<double>(sum.elements)), sum.type,
                           sum.count, sum.count == 1 ? "" : "s", bytes_text(sum.bytes)),
               out);
  }
  for (const ort::ExternalFile& file : summary.external_files) {
    write_line("external", fmt::format("{}, {}", file.location, bytes_text(file.bytes)), out);
  }
}

/// " with batch = 1, sequence = 1": what was assumed.
std::string assumption(const ModelCheck& check) {
  std::vector<std::string> dims;
  for (const auto& [name, size] : check.assumed_dims) dims.push_back(fmt::format("{} = {}", printable(name), size));
  return dims.empty() ? "" : fmt::format(" with {} (--dim fixes others)", fmt::join(dims, ", "));
}

void write_costs(const ModelCheck& check, Out out) {
  const auto& nodes = check.summary.placements;
  const std::size_t unknown = nodes_without_cost(nodes);
  if (const auto operations = operations_of(nodes)) {
    write_line("operations",
               with_unit(*operations) + assumption(check) +
                   (unknown == 0 ? "" : fmt::format(", {} nodes not counted", unknown)),
               out);
  }
  if (!check.prepared) return;
  if (!check.prepared->memory) return write_line("activations", "not known: " + check.prepared->memory_problem, out);
  const ort::MemoryPlan& memory = *check.prepared->memory;
  std::string text = bytes_text(memory.peak_bytes) + " at most" + assumption(check);
  if (memory.peak_node < memory.nodes.size()) text += fmt::format(", at '{}'", memory.nodes[memory.peak_node].name);
  write_line("activations", text, out);
}

/// A line for each answer of the providers, with the operators that it is about.
void write_placements(const std::vector<ort::NodePlacement>& nodes, Out out) {
  std::map<std::pair<std::string, std::string>, std::vector<ort::NodePlacement>> by_answer;
  for (const auto& node : nodes) by_answer[{node.provider, node.reason}].push_back(node);
  fmt::format_to(out, "placement\n");
  for (const auto& [answer, alike] : by_answer) {
    fmt::format_to(out, "  {:>5}  {}{}\n         {}\n", alike.size(), answer.first.empty() ? "NO PROVIDER: " : "",
                   printable(answer.second, kReasonLength), counts_text(count_operators(alike)));
  }
}

/// "Conv-11", or "Foo" where the operator is not known.
std::string versioned_name(const ort::NodePlacement& node) {
  const std::string name = printable(operator_name(node));
  return node.since_version == 0 ? name : fmt::format("{}-{}", name, node.since_version);
}

std::string place(const ort::NodePlacement& node) {
  return node.body.empty() ? "" : fmt::format(" in {}", printable(node.body));
}

/// The first of them, unless `all` are wanted.
void write_missing(const ort::ModelSummary& summary, bool all, Out out) {
  if (summary.supported) return;
  fmt::format_to(out, "nodes without a provider\n");
  std::size_t seen = 0;
  for (const auto& node : summary.placements) {
    if (!node.provider.empty() || (++seen > kMostListed && !all)) continue;
    fmt::format_to(out, "  {}  {}{}: {}\n", printable(node.name), versioned_name(node), place(node),
                   printable(node.reason, kReasonLength));
  }
  write_rest(seen, kMostListed, all, out);
}

std::string operations_text(const ort::NodePlacement& node) {
  return node.work ? with_unit(node.work->operations) : "?";
}

void write_nodes(const std::vector<ort::NodePlacement>& nodes, Out out) {
  fmt::format_to(out, "nodes (operations before the name)\n");
  for (const auto& node : nodes) {
    fmt::format_to(out, "  {:>9}  {}  {}{}  {}{}\n", operations_text(node), printable(node.name), versioned_name(node),
                   place(node), node.provider.empty() ? "NO PROVIDER: " : "", printable(node.reason, kReasonLength));
  }
}

void write_passes(const std::vector<ort::PassReport>& passes, bool all, Out out) {
  fmt::format_to(out, "{:<28}{:>9}{:>10}{:>16}\n", "optimizer", "ms", "rewrites", "nodes");
  for (const ort::PassReport& pass : passes) {
    fmt::format_to(out, "  {:<26}{:>9.2f}{:>10}{:>16}\n", pass.name, pass.milliseconds, pass.rewrites,
                   fmt::format("{} -> {}", pass.nodes_before, pass.nodes_after));
    for (std::size_t i = 0; i < pass.notes.size() && (all || i < kMostNearMisses); ++i) {
      fmt::format_to(out, "    near miss: {}\n", printable(pass.notes[i], kReasonLength));
    }
    write_rest(pass.notes.size(), kMostNearMisses, all, out);
  }
}

void write_final_nodes(const std::vector<ort::NodePlacement>& nodes, Out out) {
  fmt::format_to(out, "optimized nodes, and those of the model that they were made from\n");
  for (const auto& node : nodes) {
    std::vector<std::string> lineage;
    for (const std::string& name : node.lineage) lineage.push_back(printable(name));
    fmt::format_to(out, "  {}  {}  {}  from {}\n", printable(node.name), printable(operator_name(node)), node.provider,
                   fmt::join(lineage, ", "));
  }
}

void write_prepared(const ModelCheck& check, bool with_nodes, Out out) {
  if (!check.problem.empty()) write_line("\nno session", check.problem, out);
  if (!check.prepared) return;
  fmt::format_to(out, "\n");
  write_passes(check.prepared->passes, with_nodes, out);
  fmt::format_to(out, "  left: {}\n", counts_text(count_operators(check.prepared->nodes)));
  if (with_nodes) write_final_nodes(check.prepared->nodes, out);
}

}  // namespace

std::string missing_operators_sentence(const ort::ModelSummary& summary) {
  const auto missing = std::count_if(summary.placements.begin(), summary.placements.end(),
                                     [](const ort::NodePlacement& node) { return node.provider.empty(); });
  return fmt::format("{} of {} nodes have no provider: {}", missing, summary.placements.size(),
                     counts_text(count_missing_operators(summary.placements)));
}

std::string model_text(const ModelCheck& check, bool with_nodes) {
  const ort::ModelSummary& summary = check.summary;
  std::string text;
  const Out out = std::back_inserter(text);
  write_line("model", check.model, out);
  write_metadata(summary, out);
  write_args("inputs", summary.inputs, with_nodes, out);
  write_args("outputs", summary.outputs, with_nodes, out);
  write_args("initializers that may be fed", summary.overridable_initializers, with_nodes, out);
  fmt::format_to(out, "\n");
  write_parameters(summary, out);
  write_costs(check, out);
  fmt::format_to(out, "operators    {}\n", counts_text(count_operators(summary.placements)));
  fmt::format_to(out, "providers    {}\n", counts_text(count_providers(summary.placements)));
  fmt::format_to(out, "supported    {}\n\n", summary.supported ? "yes" : "no: " + missing_operators_sentence(summary));
  write_placements(summary.placements, out);
  write_missing(summary, with_nodes, out);
  if (with_nodes) write_nodes(summary.placements, out);
  write_prepared(check, with_nodes, out);
  return text;
}

}  // namespace ortool
