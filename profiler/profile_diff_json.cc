#include <cmath>
#include <nlohmann/json.hpp>

#include "profiler/profile_diff.h"

namespace ort::profiler {
namespace {

using nlohmann::ordered_json;

ordered_json wall_json(const Summary& wall) {
  return {{"count", wall.count}, {"mean", wall.mean}, {"median", wall.median}, {"stddev", wall.stddev}};
}

ordered_json node_json(const NodeDifference& node) {
  ordered_json json = {{"name", node.b_names.empty() ? node.a_names.front() : node.b_names.front()},
                       {"op_type", node.op_type},
                       {"match", match_name(node.match)},
                       {"a", node.a_names},
                       {"b", node.b_names},
                       {"difference_us", node.difference_us()}};
  if (!node.a_names.empty()) json["a_us"] = node.a_us;
  if (!node.b_names.empty()) json["b_us"] = node.b_us;
  if (node.match == AlignedNodes::Match::kNone) return json;
  if (node.a_us > 0) json["ratio"] = node.b_us / node.a_us;
  json["p"] = node.p;
  json["significant"] = node.is_significant;
  if (node.a_provider != node.b_provider) {
    json["a_provider"] = node.a_provider;
    json["b_provider"] = node.b_provider;
  }
  return json;
}

ordered_json figures_json(const std::vector<FigureDifference>& figures) {
  ordered_json list = ordered_json::array();
  for (const FigureDifference& figure : figures) {
    ordered_json json = {{"name", figure.name}};
    if (figure.a) json["a"] = *figure.a;
    if (figure.b) json["b"] = *figure.b;
    list.push_back(std::move(json));
  }
  return list;
}

}  // namespace

ordered_json to_json(const ProfileDiff& diff) {
  ordered_json json = {{"schema", "ortool.profile-diff/1"},
                       {"a", diff.a_trace},
                       {"b", diff.b_trace},
                       {"verdict", verdict_name(diff.verdict)},
                       {"threshold", diff.threshold},
                       {"regression", diff.is_regression},
                       {"basis", diff.by_unprofiled_runs ? "unprofiled runs" : "profiled runs"},
                       {"wall_us", {{"a", wall_json(diff.a_wall_us)}, {"b", wall_json(diff.b_wall_us)}}},
                       {"ratio", diff.ratio.ratio}};
  if (std::isfinite(diff.ratio.interval.high)) {
    json["ratio_interval"] = {
        {"low", diff.ratio.interval.low}, {"high", diff.ratio.interval.high}, {"confidence", diff.ratio.confidence}};
  }
  json["nodes"] = ordered_json::array();
  for (const NodeDifference& node : diff.nodes) json["nodes"].push_back(node_json(node));
  json["startup_us"] = figures_json(diff.startup);
  json["memory_bytes"] = figures_json(diff.memory);
  json["copies_us"] = figures_json(diff.copies);
  json["environment"] = ordered_json::array();
  for (const TextDifference& entry : diff.environment) {
    json["environment"].push_back({{"name", entry.name}, {"a", entry.a}, {"b", entry.b}});
  }
  return json;
}

}  // namespace ort::profiler
