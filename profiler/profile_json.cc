#include "profiler/profile_json.h"

#include <nlohmann/json.hpp>
#include <string_view>

namespace ort::profiler {
namespace {

using nlohmann::ordered_json;

template <typename Value>
void set(ordered_json& object, const char* key, const std::optional<Value>& value) {
  if (value) object[key] = *value;
}

void set_text(ordered_json& object, const char* key, const std::string& text) {
  if (!text.empty()) object[key] = text;
}

template <typename Entry>
ordered_json list_json(const std::vector<Entry>& entries, ordered_json (*to_json)(const Entry&)) {
  ordered_json list = ordered_json::array();
  for (const Entry& entry : entries) list.push_back(to_json(entry));
  return list;
}

ordered_json environment_json(const TracedSession& session) {
  ordered_json json = ordered_json::object();
  set_text(json, "version", session.version);
  set_text(json, "build", session.build);
  set_text(json, "isa", session.isa);
  set(json, "threads", session.threads);
  if (!session.providers.empty()) json["providers"] = session.providers;
  set_text(json, "optimization", session.optimization);
  set_text(json, "cpu", session.cpu);
  return json;
}

ordered_json runs_json(const Profile& profile) {
  ordered_json json = {
      {"measured", profile.runs.measured}, {"warm_up", profile.runs.warm_up}, {"unprofiled", profile.runs.unprofiled}};
  const Summary& wall = profile.wall_us;
  if (wall.count == 0) return json;
  json["wall_us"] = {{"count", wall.count}, {"min", wall.min},       {"max", wall.max},
                     {"mean", wall.mean},   {"median", wall.median}, {"stddev", wall.stddev}};
  return json;
}

ordered_json cost_json(const ProfilerCost& cost) {
  ordered_json json = {
      {"profiled_us", cost.profiled_us}, {"unprofiled_us", cost.unprofiled_us}, {"percent", cost.percent}};
  if (cost.percent_interval) {
    json["percent_low"] = cost.percent_interval->low;
    json["percent_high"] = cost.percent_interval->high;
  }
  set(json, "per_node_ns", cost.per_node_ns);
  return json;
}

ordered_json part_json(const LedgerPart& part) {
  ordered_json json = {{"name", part.name}, {"us", part.us}, {"percent", part.percent}};
  set_text(json, "meaning", part.meaning);
  return json;
}

ordered_json value_json(const TracedTensor& tensor) {
  return {{"name", tensor.name}, {"type", tensor.type}, {"shape", tensor.shape}};
}

ordered_json roof_json(const Roof& roof) {
  return {{"bound", bound_name(roof.bound)},
          {"roof_us", roof.roof_us},
          {"share", roof.share},
          {"lost_us", roof.lost_us},
          {"level", roof.level}};
}

ordered_json node_json(const NodeProfile& profile) {
  const TracedNode& node = profile.node;
  ordered_json json = {{"name", node.name},
                       {"op_type", node.op_type},
                       {"provider", node.provider},
                       {"calls", profile.calls},
                       {"total_us", profile.total_us},
                       {"avg_us", profile.call_us.mean},
                       {"percent", profile.percent},
                       {"cumulative_percent", profile.cumulative_percent},
                       {"stddev_us", profile.call_us.stddev},
                       {"min_us", profile.call_us.min},
                       {"max_us", profile.call_us.max},
                       {"median_us", profile.call_us.median}};
  set_text(json, "domain", node.domain);
  if (!node.lineage.empty()) json["lineage"] = node.lineage;
  set_text(json, "variant", node.variant);
  json["inputs"] = list_json(node.inputs, value_json);
  json["outputs"] = list_json(node.outputs, value_json);
  if (!node.constant_inputs.empty()) json["constant_inputs"] = node.constant_inputs;
  set(json, "operations", profile.operations);
  set(json, "bytes_read", profile.bytes_read);
  set(json, "bytes_written", profile.bytes_written);
  set(json, "wait_us", profile.wait_us);
  set(json, "device_us", profile.device_us);
  set(json, "host_us", profile.host_us);
  if (profile.roof) json["roof"] = roof_json(*profile.roof);
  return json;
}

ordered_json operator_json(const OperatorProfile& profile) {
  ordered_json json = {{"op_type", profile.op_type}};
  set_text(json, "provider", profile.provider);
  json.update({{"calls", profile.calls},
               {"total_us", profile.total_us},
               {"percent", profile.percent},
               {"cumulative_percent", profile.cumulative_percent},
               {"avg_us", profile.avg_us},
               {"stddev_us", profile.stddev_us},
               {"nodes", profile.nodes}});
  return json;
}

ordered_json module_json(const ModuleProfile& module) {
  return {{"path", module.path},
          {"depth", module.depth},
          {"total_us", module.total_us},
          {"percent", module.percent},
          {"nodes", module.nodes}};
}

ordered_json copy_json(const CopyProfile& copy) {
  ordered_json json = {{"name", copy.name}};
  set_text(json, "direction", copy.direction);
  set(json, "bytes", copy.bytes);
  json["calls"] = copy.calls;
  json["total_us"] = copy.total_us;
  return json;
}

ordered_json stage_json(const StartupProfile::Stage& entry) {
  const TracedStage& stage = entry.stage;
  ordered_json json = {{"stage", stage.path}, {"depth", entry.depth}, {"us", static_cast<double>(stage.dur_ns) / 1000}};
  set(json, "rss_bytes", stage.rss_bytes);
  set(json, "peak_rss_bytes", stage.peak_rss_bytes);
  set(json, "rewrites", stage.rewrites);
  set(json, "nodes_before", stage.nodes_before);
  set(json, "nodes_after", stage.nodes_after);
  return json;
}

ordered_json step_json(const MemoryProfile::Step& step) {
  return {{"node", step.node}, {"in_use", step.in_use}, {"workspace", step.workspace}};
}

ordered_json miss_json(const TracedPlan::Miss& miss) {
  return {{"name", miss.name}, {"bytes", miss.bytes}, {"reason", miss.reason}};
}

ordered_json tensor_json(const TracedPlan::Tensor& tensor) {
  ordered_json json = {{"name", tensor.value.name},   {"bytes", tensor.bytes},   {"type", tensor.value.type},
                       {"shape", tensor.value.shape}, {"offset", tensor.offset}, {"first", tensor.first},
                       {"last", tensor.last},         {"home", tensor.home}};
  set_text(json, "shares_with", tensor.shares_with);
  return json;
}

ordered_json startup_json(const StartupProfile& startup) {
  ordered_json json = {{"stages", list_json(startup.stages, stage_json)}};
  set(json, "first_run_us", startup.first_run_us);
  return json;
}

ordered_json memory_json(const MemoryProfile& memory) {
  ordered_json json = ordered_json::object();
  set(json, "weights_bytes", memory.weights_bytes);
  set(json, "arena_bytes", memory.arena_bytes);
  json["peak_bytes"] = memory.peak_bytes;
  set_text(json, "peak_node", memory.peak_node);
  json["timeline"] = list_json(memory.timeline, step_json);
  json["at_peak"] = list_json(memory.at_peak, tensor_json);
  json["missed"] = list_json(memory.missed, miss_json);
  json["tensors"] = list_json(memory.tensors, tensor_json);
  return json;
}

ordered_json point_json(const RooflinePoint& point) {
  return {{"name", point.name},           {"op_type", point.op_type},  {"intensity", point.intensity},
          {"gflops", point.gflops},       {"share", point.roof.share}, {"bound", bound_name(point.roof.bound)},
          {"lost_us", point.roof.lost_us}};
}

ordered_json event_json(const Timeline::Event& event) {
  return {{"name", event.name},         {"op_type", event.op_type}, {"lane", event.lane},
          {"start_us", event.start_us}, {"dur_us", event.dur_us},   {"depth", event.depth}};
}

}  // namespace

ordered_json to_json(const Profile& profile) {
  ordered_json json = {{"schema", "ortool.profile/1"}, {"trace", profile.trace}};
  set_text(json, "model", profile.session.model);
  json["environment"] = environment_json(profile.session);
  json["runs"] = runs_json(profile);
  if (profile.cost) json["profiler_cost"] = cost_json(*profile.cost);
  if (profile.ledger) {
    json["ledger"] = {{"wall_us", profile.ledger->wall_us}, {"parts", list_json(profile.ledger->parts, part_json)}};
  }
  json["nodes"] = list_json(profile.nodes, node_json);
  json["operators"] = list_json(profile.operators, operator_json);
  json["modules"] = list_json(profile.modules, module_json);
  json["copies"] = list_json(profile.copies, copy_json);
  if (profile.startup) json["startup"] = startup_json(*profile.startup);
  if (profile.memory) json["memory"] = memory_json(*profile.memory);
  if (profile.roofline) {
    json["roofline"] = {{"lost_us", profile.roofline->lost_us},
                        {"points", list_json(profile.roofline->points, point_json)}};
  }
  if (profile.timeline) {
    json["timeline"] = {{"run", profile.timeline->run},
                        {"wall_us", profile.timeline->wall_us},
                        {"events", list_json(profile.timeline->events, event_json)}};
  }
  json["warnings"] = profile.warnings;
  return json;
}

}  // namespace ort::profiler
