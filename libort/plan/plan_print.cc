#include "libort/core/text.h"
#include "libort/plan/plan.h"

namespace ort {
namespace {

std::string home_text(const Plan& plan, const Slot& slot) {
  const std::string device = plan.devices[slot.device].type;
  const std::string on_device = slot.device == 0 ? "" : device + " ";
  switch (slot.home) {
    case Home::kArena: {
      const std::string shared =
          slot.shares_with == kNoSlot ? "" : " with %" + printable(plan.slots[slot.shares_with].name);
      return device + "+" + std::to_string(slot.offset) + shared;
    }
    case Home::kOwn:
      return device + " own";
    case Home::kConstant:
      return device + " constant";
    case Home::kInput:
      return on_device + "input";
    case Home::kOutput:
      return on_device + "output";
    case Home::kLate:
      return device + " late";
  }
  return {};
}

std::string slot_text(const Plan& plan, SlotId id) {
  if (id == kNoSlot) return "-";
  const Slot& slot = plan.slots[id];
  const std::string shape = slot.home == Home::kLate ? "[?]" : slot.shape.to_string();
  return "%" + printable(slot.name) + " " + std::string(data_type_name(slot.dtype)) + shape + " (" +
         home_text(plan, slot) + ")";
}

std::string slots_text(const Plan& plan, const std::vector<SlotId>& slots) {
  std::vector<std::string> parts;
  for (const SlotId slot : slots) parts.push_back(slot_text(plan, slot));
  return join(parts);
}

}  // namespace

std::string Plan::to_string() const {
  std::string text;
  for (std::size_t i = 0; i < devices.size(); ++i) {
    text += "arena " + devices[i].type + ": " + std::to_string(arena_bytes[i]) + " bytes\n";
  }
  if (!folded.empty()) text += "known without running: " + join(folded) + "\n";
  for (const std::string& blocker : capture.blockers) text += "not captured: " + blocker + "\n";
  for (std::size_t i = 0; i < instructions.size(); ++i) {
    const Instruction& instruction = instructions[i];
    if (capture.possible() && i == capture.first) text += "captured from here\n";
    if (capture.possible() && i == capture.last) text += "captured up to here\n";
    text += slots_text(*this, instruction.outputs) + " = " + instruction.record->op_type;
    if (!instruction.step.variant.empty()) text += "." + std::string(instruction.step.variant);
    text += "(" + slots_text(*this, instruction.inputs) + ")";
    if (instruction.step.workspace > 0) text += " workspace " + std::to_string(instruction.step.workspace);
    text += "  # " + printable(instruction.record->name) + ", " + instruction.record->provider + "\n";
  }
  return text;
}

}  // namespace ort
