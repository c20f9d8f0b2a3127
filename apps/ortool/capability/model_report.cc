#include "apps/ortool/capability/model_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>
#include <variant>
#include <vector>

#include "apps/ortool/terminal_text.h"

namespace ortool {
namespace {

using Json = nlohmann::ordered_json;
using Out = std::back_insert_iterator<std::string>;
using Counts = std::map<std::string, int>;

std::string operator_name(const ort::NodePlacement& node) {
  return node.domain.empty() ? node.op_type : node.domain + "::" + node.op_type;
}

Counts count_operators(const ort::ModelSummary& summary, bool missing_only) {
  Counts counts;
  for (const auto& node : summary.placements) {
    if (!missing_only || node.provider.empty()) ++counts[operator_name(node)];
  }
  return counts;
}

Counts count_providers(const ort::ModelSummary& summary) {
  Counts counts;
  for (const auto& node : summary.placements) {
    if (!node.provider.empty()) ++counts[node.provider];
  }
  return counts;
}

std::string counts_text(const Counts& counts) {
  std::vector<std::string> parts;
  for (const auto& [name, count] : counts) parts.push_back(fmt::format("{} ({})", printable(name), count));
  return fmt::format("{}", fmt::join(parts, ", "));
}

Json shape_json(const ort::NodeArg& arg) {
  if (!arg.has_shape) return nullptr;
  Json shape = Json::array();
  for (const ort::DeclaredDim& dim : arg.shape) {
    if (const auto* number = std::get_if<int64_t>(&dim)) {
      shape.push_back(*number);
    } else if (const auto* name = std::get_if<std::string>(&dim)) {
      shape.push_back(*name);
    } else {
      shape.push_back(nullptr);
    }
  }
  return shape;
}

Json args_json(const std::vector<ort::NodeArg>& args) {
  Json list = Json::array();
  for (const auto& arg : args) list.push_back({{"name", arg.name}, {"type", arg.type}, {"shape", shape_json(arg)}});
  return list;
}

Json metadata_json(const ort::ModelMetadata& metadata) {
  return {{"producer_name", metadata.producer_name},
          {"graph_name", metadata.graph_name},
          {"domain", metadata.domain},
          {"description", metadata.description},
          {"graph_description", metadata.graph_description},
          {"version", metadata.version},
          {"custom", metadata.custom_metadata_map}};
}

Json nodes_json(const std::vector<ort::NodePlacement>& nodes) {
  Json list = Json::array();
  for (const auto& node : nodes) {
    list.push_back({{"name", node.name},
                    {"op_type", node.op_type},
                    {"domain", node.domain},
                    {"since_version", node.since_version},
                    {"provider", node.provider.empty() ? Json() : Json(node.provider)},
                    {"reason", node.reason}});
  }
  return list;
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

void write_args(std::string_view title, const std::vector<ort::NodeArg>& args, Out out) {
  if (args.empty()) return;
  fmt::format_to(out, "{}\n", title);
  for (const auto& arg : args) fmt::format_to(out, "  {}  {} {}\n", printable(arg.name), arg.type, shape_text(arg));
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

void write_nodes(const std::vector<ort::NodePlacement>& nodes, Out out) {
  fmt::format_to(out, "nodes\n");
  for (const auto& node : nodes) {
    fmt::format_to(out, "  {}  {}-{}  {}", printable(node.name), printable(operator_name(node)), node.since_version,
                   node.provider.empty() ? "NO PROVIDER" : node.provider);
    fmt::format_to(out, "{}{}\n", node.reason.empty() ? "" : ": ", printable(node.reason, 1000));
  }
}

}  // namespace

std::string missing_operators_sentence(const ort::ModelSummary& summary) {
  const auto missing = std::count_if(summary.placements.begin(), summary.placements.end(),
                                     [](const ort::NodePlacement& node) { return node.provider.empty(); });
  return fmt::format("{} of {} nodes have no provider: {}", missing, summary.placements.size(),
                     counts_text(count_operators(summary, true)));
}

std::string model_text(const std::string& model, const ort::ModelSummary& summary) {
  std::string text;
  const Out out = std::back_inserter(text);
  write_line("model", model, out);
  write_metadata(summary, out);
  write_args("inputs", summary.inputs, out);
  write_args("outputs", summary.outputs, out);
  write_args("initializers that may be fed", summary.overridable_initializers, out);
  write_nodes(summary.placements, out);
  fmt::format_to(out, "\noperators    {}\n", counts_text(count_operators(summary, false)));
  fmt::format_to(out, "providers    {}\n", counts_text(count_providers(summary)));
  fmt::format_to(out, "supported    {}\n", summary.supported ? "yes" : "no: " + missing_operators_sentence(summary));
  return text;
}

nlohmann::ordered_json model_json(const std::string& model, const ort::ModelSummary& summary) {
  Json report = {{"schema", "ortool.check-backend/1"}, {"model", model}, {"supported", summary.supported}};
  report["inputs"] = args_json(summary.inputs);
  report["outputs"] = args_json(summary.outputs);
  report["overridable_initializers"] = args_json(summary.overridable_initializers);
  report["metadata"] = metadata_json(summary.metadata);
  report["opsets"] = summary.opsets;
  report["operators"] = count_operators(summary, false);
  report["missing_operators"] = count_operators(summary, true);
  report["providers"] = count_providers(summary);
  report["nodes"] = nodes_json(summary.placements);
  return report;
}

}  // namespace ortool
