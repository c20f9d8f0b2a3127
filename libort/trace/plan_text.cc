#include "libort/trace/plan_text.h"

#include "libort/plan/memory_usage.h"
#include "libort/trace/json_text.h"

namespace ort {
namespace {

int64_t number_of(std::size_t bytes) { return static_cast<int64_t>(bytes); }

std::string tensor_json(const PlannedTensor& tensor) {
  std::string text = "{\"name\" : " + quoted_json(tensor.name);
  append_member(text, "type", tensor.type);
  text += ",\"shape\" : [";
  for (std::size_t axis = 0; axis < tensor.shape.size(); ++axis) {
    if (axis > 0) text += ',';
    append_number(text, tensor.shape[axis]);
  }
  text += ']';
  append_member(text, "bytes", number_of(tensor.bytes));
  if (tensor.home == "arena") append_member(text, "offset", number_of(tensor.offset));
  append_member(text, "home", tensor.home);
  if (tensor.device != "cpu") append_member(text, "device", tensor.device);
  append_member(text, "first", number_of(tensor.first));
  append_member(text, "last", number_of(tensor.last));
  if (!tensor.shares_with.empty()) append_member(text, "shares_with", tensor.shares_with);
  return text + '}';
}

std::string node_json(const PlannedNode& node) {
  std::string text = "{\"name\" : " + quoted_json(node.name);
  append_member(text, "in_use", number_of(node.in_use));
  append_member(text, "workspace", number_of(node.workspace));
  return text + '}';
}

std::string missed_json(const MissedReuse& missed) {
  std::string text = "{\"name\" : " + quoted_json(missed.name);
  append_member(text, "bytes", number_of(missed.bytes));
  append_member(text, "reason", missed.reason);
  return text + '}';
}

template <class Items, class ToJson>
void append_list(std::string& text, std::string_view key, const Items& items, const ToJson& to_json) {
  text += ",\"";
  text += key;
  text += "\" : [";
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += ',';
    text += to_json(items[i]);
  }
  text += ']';
}

}  // namespace

PlanText plan_text(std::shared_ptr<const Plan> plan, int64_t number) {
  PlanText text;
  text.number = number;
  text.memory = memory_usage(*plan);
  for (std::size_t i = 0; i < plan->instructions.size(); ++i)
    text.instructions.push_back(instruction_text(*plan, plan->instructions[i], text.memory.nodes[i].in_use));
  text.plan = std::move(plan);
  return text;
}

std::string memory_plan_args(const MemoryPlan& memory, int64_t number) {
  std::string text = "\"kind\" : \"plan\"";
  append_member(text, "plan", number);
  append_member(text, "weights_bytes", number_of(memory.weights_bytes));
  append_member(text, "arena_bytes", number_of(memory.arena_bytes));
  append_list(text, "tensors", memory.tensors, tensor_json);
  append_list(text, "nodes", memory.nodes, node_json);
  append_list(text, "missed", memory.missed, missed_json);
  return text;
}

}  // namespace ort
