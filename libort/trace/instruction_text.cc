#include "libort/trace/instruction_text.h"

#include <algorithm>

#include "libort/ops/cost.h"
#include "libort/trace/json_text.h"

namespace ort {
namespace {

/// A value of an instruction as its event shows it.
struct Fact {
  bool is_known = false;  ///< a tensor whose shape is known
  bool is_constant = false;
  DataType dtype = DataType::kUndefined;
  Shape shape;
  std::size_t bytes = 0;
  const Tensor* contents = nullptr;
};

using Facts = std::vector<Fact>;

Fact fact_of(const Slot& slot) {
  if (slot.home == Home::kConstant) {
    const Tensor& constant = slot.constant;
    return {true, true, constant.dtype(), constant.shape(), constant.bytes(), slot.device == 0 ? &constant : nullptr};
  }
  if (slot.home == Home::kLate) return {};
  return {true, false, slot.dtype, slot.shape, slot.bytes, nullptr};
}

Facts facts_of(const Plan& plan, const std::vector<SlotId>& slots) {
  Facts facts;
  for (const SlotId slot : slots) facts.push_back(slot == kNoSlot ? Fact{} : fact_of(plan.slots[slot]));
  return facts;
}

Facts facts_of(const Frame& frame, const std::vector<SlotId>& slots) {
  Facts facts = facts_of(frame.plan(), slots);
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (facts[i].is_known || slots[i] == kNoSlot || !frame.value(slots[i]).is_tensor()) continue;
    const Tensor& tensor = frame.value(slots[i]).tensor();
    facts[i] = {true, false, tensor.dtype(), tensor.shape(), tensor.bytes(), nullptr};
  }
  return facts;
}

bool shows_late(const Plan& plan, const Instruction& instruction) {
  const auto is_late = [&](SlotId slot) { return slot != kNoSlot && plan.slots[slot].home == Home::kLate; };
  return std::ranges::any_of(instruction.inputs, is_late) || std::ranges::any_of(instruction.outputs, is_late);
}

void append_shapes(std::string& text, std::string_view key, const Facts& facts) {
  text += ",\"";
  text += key;
  text += "\" : [";
  bool is_first = true;
  for (const Fact& fact : facts) {
    if (!fact.is_known) continue;
    if (!is_first) text += ',';
    is_first = false;
    text += "{\"";
    text += data_type_name(fact.dtype);
    text += "\":[";
    for (int axis = 0; axis < fact.shape.rank(); ++axis) {
      if (axis > 0) text += ',';
      append_number(text, fact.shape[axis]);
    }
    text += "]}";
  }
  text += ']';
}

int64_t bytes_of(const Facts& facts, bool constants) {
  int64_t bytes = 0;
  for (const Fact& fact : facts) {
    if (fact.is_constant == constants) bytes += static_cast<int64_t>(fact.bytes);
  }
  return bytes;
}

CostValue cost_value(const Fact& fact) {
  CostValue value;
  value.present = true;
  if (!fact.is_known) return value;
  return CostValue::of(fact.dtype, fact.shape, fact.contents);
}

/// The first `count` values, those of the operator itself; absent ones as the node has them.
std::vector<CostValue> cost_values(const Facts& facts, const std::vector<ValueId>& ids) {
  std::vector<CostValue> values;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    values.push_back(ids[i] == kNoValue ? CostValue{} : cost_value(facts[i]));
  }
  return values;
}

ValueText value_text(const Instruction& instruction, const Facts& inputs, const Facts& outputs) {
  ValueText text;
  append_quoted_member(text.values, "activation_size", bytes_of(inputs, false));
  append_quoted_member(text.values, "parameter_size", bytes_of(inputs, true));
  append_quoted_member(text.values, "output_size", bytes_of(outputs, false));
  append_shapes(text.values, "input_type_shape", inputs);
  append_shapes(text.values, "output_type_shape", outputs);
  if (instruction.node == nullptr) {
    append_member(text.cost, "bytes_read", bytes_of(inputs, false) + bytes_of(inputs, true));
    append_member(text.cost, "bytes_written", bytes_of(outputs, false));
    return text;
  }
  const Node& node = *instruction.node->node;
  const auto cost = node_cost(*instruction.node->schema,
                              CostContext(node, cost_values(inputs, node.inputs), cost_values(outputs, node.outputs)));
  if (!cost) return text;
  append_member(text.cost, "operations", static_cast<int64_t>(cost->operations));
  append_member(text.cost, "bytes_read", static_cast<int64_t>(cost->bytes_read));
  append_member(text.cost, "bytes_written", static_cast<int64_t>(cost->bytes_written));
  return text;
}

std::string constant_positions(const Facts& inputs) {
  std::string text;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i].is_constant) text += (text.empty() ? "" : ",") + std::to_string(i);
  }
  return text;
}

std::string node_text(const NodeRecord& record) {
  std::string text = "\"op_name\" : ";
  append_quoted(text, record.op_type);
  append_member(text, "provider", record.provider);
  append_quoted_member(text, "node_index", static_cast<int64_t>(record.index));
  return text;
}

/// What ONNX Runtime does not have.
std::string own_text(const Instruction& instruction, const Facts& inputs, std::size_t in_use) {
  const NodeRecord& record = *instruction.record;
  std::string text;
  if (!record.domain.empty()) append_member(text, "domain", record.domain);
  append_member(text, "node_name", record.name);
  append_member(text, "input_names", record.inputs);
  append_member(text, "output_names", record.outputs);
  const std::string constants = constant_positions(inputs);
  if (!constants.empty()) text += ",\"constant_inputs\" : [" + constants + "]";
  const bool is_itself = record.lineage.size() == 1 && record.lineage.front() == record.name;
  if (!record.lineage.empty() && !is_itself) append_member(text, "lineage", record.lineage);
  if (!instruction.step.variant.empty()) append_member(text, "variant", instruction.step.variant);
  append_member(text, "in_use", static_cast<int64_t>(in_use));
  const auto workspace = static_cast<int64_t>(instruction.step.workspace);
  if (workspace > 0) append_member(text, "workspace", workspace);
  return text;
}

}  // namespace

InstructionText instruction_text(const Plan& plan, const Instruction& instruction, std::size_t in_use) {
  const Facts inputs = facts_of(plan, instruction.inputs);
  InstructionText text;
  text.quoted_name = quoted_json(instruction.record->name + "_kernel_time");
  text.node = node_text(*instruction.record);
  text.rest = own_text(instruction, inputs, in_use);
  if (shows_late(plan, instruction)) return text;
  ValueText values = value_text(instruction, inputs, facts_of(plan, instruction.outputs));
  text.values = std::move(values.values);
  text.rest += values.cost;
  return text;
}

ValueText late_value_text(const Frame& frame, const Instruction& instruction) {
  return value_text(instruction, facts_of(frame, instruction.inputs), facts_of(frame, instruction.outputs));
}

}  // namespace ort
