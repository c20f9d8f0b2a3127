#include <nlohmann/json.hpp>
#include <string>
#include <variant>

#include "apps/ortool/capability/model_report.h"
#include "apps/ortool/capability/operator_counts.h"

namespace ortool {
namespace {

using Json = nlohmann::ordered_json;

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

/// `with_lineage`: of a graph whose nodes are no longer those of the model.
Json node_json(const ort::NodePlacement& node, bool with_lineage) {
  Json json = {{"name", node.name},
               {"op_type", node.op_type},
               {"domain", node.domain},
               {"since_version", node.since_version},
               {"provider", node.provider.empty() ? Json() : Json(node.provider)},
               {"reason", node.reason}};
  if (!node.body.empty()) json["body"] = node.body;
  if (with_lineage) json["lineage"] = node.lineage;
  if (node.work) {
    json["operations"] = node.work->operations;
    json["bytes_read"] = node.work->bytes_read;
    json["bytes_written"] = node.work->bytes_written;
  }
  return json;
}

Json nodes_json(const std::vector<ort::NodePlacement>& nodes, bool with_lineage) {
  Json list = Json::array();
  for (const auto& node : nodes) list.push_back(node_json(node, with_lineage));
  return list;
}

Json parameters_json(const ort::ModelSummary& summary) {
  Json list = Json::array();
  for (const ort::ParameterSummary& sum : summary.parameters) {
    list.push_back({{"type", sum.type}, {"count", sum.count}, {"elements", sum.elements}, {"bytes", sum.bytes}});
  }
  return list;
}

Json external_files_json(const ort::ModelSummary& summary) {
  Json list = Json::array();
  for (const ort::ExternalFile& file : summary.external_files) {
    list.push_back({{"location", file.location}, {"bytes", file.bytes}});
  }
  return list;
}

Json passes_json(const std::vector<ort::PassReport>& passes) {
  Json list = Json::array();
  for (const ort::PassReport& pass : passes) {
    list.push_back({{"name", pass.name},
                    {"milliseconds", pass.milliseconds},
                    {"rewrites", pass.rewrites},
                    {"nodes_before", pass.nodes_before},
                    {"nodes_after", pass.nodes_after},
                    {"near_misses", pass.notes}});
  }
  return list;
}

Json activations_json(const ort::MemoryPlan& memory) {
  Json json = {{"peak_bytes", memory.peak_bytes}, {"arena_bytes", memory.arena_bytes}};
  if (memory.peak_node < memory.nodes.size()) json["peak_node"] = memory.nodes[memory.peak_node].name;
  return json;
}

/// What the session that was made of the model tells.
void add_prepared(const ModelCheck& check, Json& report) {
  if (!check.problem.empty()) report["problem"] = check.problem;
  if (!check.prepared) return;
  report["optimizer"] = {{"passes", passes_json(check.prepared->passes)},
                         {"nodes", nodes_json(check.prepared->nodes, true)}};
  if (check.prepared->memory) {
    report["activations"] = activations_json(*check.prepared->memory);
  } else {
    report["activations_problem"] = check.prepared->memory_problem;
  }
}

}  // namespace

nlohmann::ordered_json model_json(const ModelCheck& check) {
  const ort::ModelSummary& summary = check.summary;
  Json report = {{"schema", "ortool.check-backend/1"}, {"model", check.model}, {"supported", summary.supported}};
  report["inputs"] = args_json(summary.inputs);
  report["outputs"] = args_json(summary.outputs);
  report["overridable_initializers"] = args_json(summary.overridable_initializers);
  report["metadata"] = metadata_json(summary.metadata);
  report["opsets"] = summary.opsets;
  report["assumed_dims"] = check.assumed_dims;
  report["parameters"] = parameters_json(summary);
  report["external_files"] = external_files_json(summary);
  if (const auto operations = operations_of(summary.placements)) report["operations"] = *operations;
  report["nodes_without_cost"] = nodes_without_cost(summary.placements);
  report["operators"] = count_operators(summary.placements);
  report["missing_operators"] = count_missing_operators(summary.placements);
  report["providers"] = count_providers(summary.placements);
  add_prepared(check, report);
  report["nodes"] = nodes_json(summary.placements, false);
  return report;
}

}  // namespace ortool
