#include "profiler/plan_event.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "profiler/json_fields.h"

namespace ort::profiler {
namespace {

using nlohmann::json;

int64_t size_field(const json& object, const char* key) {
  return std::max<int64_t>(0, integer_field(object, key).value_or(0));
}

TracedPlan::Tensor read_tensor(const json& tensor) {
  return {{text_field(tensor, "name"), text_field(tensor, "type"), integers_field(tensor, "shape")},
          size_field(tensor, "bytes"),
          size_field(tensor, "offset"),
          text_field(tensor, "home"),
          size_field(tensor, "first"),
          size_field(tensor, "last"),
          text_field(tensor, "shares_with")};
}

}  // namespace

TracedPlan read_plan_event(const json& args) {
  TracedPlan plan;
  plan.plan = integer_field(args, "plan").value_or(0);
  plan.weights_bytes = size_field(args, "weights_bytes");
  plan.arena_bytes = size_field(args, "arena_bytes");
  for (const json& tensor : container_field(args, "tensors")) plan.tensors.push_back(read_tensor(tensor));
  for (const json& node : container_field(args, "nodes")) {
    plan.nodes.push_back({text_field(node, "name"), size_field(node, "in_use"), size_field(node, "workspace")});
  }
  for (const json& miss : container_field(args, "missed")) {
    plan.missed.push_back({text_field(miss, "name"), size_field(miss, "bytes"), text_field(miss, "reason")});
  }
  return plan;
}

}  // namespace ort::profiler
