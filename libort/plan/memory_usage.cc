#include "libort/plan/memory_usage.h"

#include <algorithm>

#include "libort/core/device_text.h"
#include "libort/core/text.h"
#include "libort/plan/memory_layout.h"
#include "libort/plan/slot_memory.h"

namespace ort {
namespace {

std::string_view home_name(Home home) {
  switch (home) {
    case Home::kArena:
      return "arena";
    case Home::kOwn:
      return "own";
    case Home::kConstant:
      return "constant";
    case Home::kInput:
      return "input";
    case Home::kOutput:
      return "output";
    case Home::kLate:
      return "late";
  }
  return "";
}

/// A plan with the lifetimes of its slots, and of the memory that several of them may share.
class Lifetimes {
 public:
  explicit Lifetimes(const Plan& plan)
      : plan_(plan), first_(plan.slots.size(), 0), last_(last_touches(plan)), memory_last_(last_) {
    for (std::size_t i = 0; i < plan.instructions.size(); ++i) {
      for (const SlotId slot : plan.instructions[i].outputs) {
        if (slot != kNoSlot) first_[slot] = i;
      }
    }
    for (SlotId slot = 0; slot < plan.slots.size(); ++slot) {
      std::size_t& end = memory_last_[owner(slot)];
      end = std::max(end, last_[slot]);
    }
  }

  SlotId owner(SlotId slot) const {
    const SlotId shared = plan_.slots[slot].shares_with;
    return shared == kNoSlot ? slot : shared;
  }
  std::size_t first(SlotId slot) const { return first_[slot]; }
  std::size_t last(SlotId slot) const { return last_[slot]; }
  /// Of the memory that the slot uses.
  std::size_t memory_last(SlotId slot) const { return memory_last_[owner(slot)]; }

  /// The first instruction after `position` that reads the memory of `slot`; null when there is none.
  const NodeRecord* later_reader(SlotId slot, std::size_t position) const {
    for (std::size_t i = position + 1; i < plan_.instructions.size(); ++i) {
      const Instruction& instruction = plan_.instructions[i];
      const bool reads = std::any_of(instruction.inputs.begin(), instruction.inputs.end(),
                                     [&](SlotId input) { return input != kNoSlot && owner(input) == owner(slot); });
      if (reads) return instruction.record;
    }
    return nullptr;
  }

 private:
  const Plan& plan_;
  std::vector<std::size_t> first_;
  std::vector<std::size_t> last_;
  std::vector<std::size_t> memory_last_;
};

std::string quoted(const std::string& name) { return "'" + printable(name) + "'"; }

/// Why the result of an instruction does not lie in the memory of one of its inputs.
std::string reason_against(const Plan& plan, const Lifetimes& lives, std::size_t position, SlotId source,
                           SlotId target) {
  const Slot& from = plan.slots[source];
  const Slot& to = plan.slots[target];
  switch (from.home) {
    case Home::kInput:
      return quoted(from.name) + " is memory of the caller";
    case Home::kConstant:
      return quoted(from.name) + " is a constant";
    case Home::kOutput:
      return quoted(from.name) + " is an output of the run";
    case Home::kOwn:
    case Home::kLate:
      return quoted(from.name) + " does not lie in the arena";
    case Home::kArena:
      break;
  }
  if (from.device != to.device) return quoted(from.name) + " lies on another device";
  if (from.bytes != to.bytes)
    return quoted(from.name) + " has " + std::to_string(from.bytes) + " bytes, not " + std::to_string(to.bytes);
  if (const NodeRecord* reader = lives.later_reader(source, position))
    return quoted(from.name) + " is read later, by " + quoted(reader->name);
  return "another operand or result of the node uses the memory of " + quoted(from.name);
}

void add_missed(const Plan& plan, const Lifetimes& lives, std::size_t position, std::vector<MissedReuse>& missed) {
  const Instruction& instruction = plan.instructions[position];
  for (std::size_t output = 0; output < instruction.outputs.size(); ++output) {
    const SlotId target = instruction.outputs[output];
    if (target == kNoSlot || plan.slots[target].home != Home::kArena || lives.owner(target) != target) continue;
    std::vector<std::string> reasons;
    for (const auto* offers : {&instruction.step.views, &instruction.step.in_place}) {
      for (const Reuse& offer : *offers) {
        const SlotId source = instruction.inputs[static_cast<std::size_t>(offer.input)];
        if (offer.output != static_cast<int>(output) || source == kNoSlot) continue;
        reasons.push_back(reason_against(plan, lives, position, source, target));
      }
    }
    if (!reasons.empty()) missed.push_back({plan.slots[target].name, plan.slots[target].bytes, join(reasons, "; ")});
  }
}

PlannedTensor planned_tensor(const Plan& plan, const Lifetimes& lives, SlotId id) {
  const Slot& slot = plan.slots[id];
  PlannedTensor tensor;
  tensor.name = slot.name;
  tensor.type = data_type_name(slot.dtype);
  tensor.home = home_name(slot.home);
  tensor.device = device_text(plan.devices[slot.device]);
  tensor.first = lives.first(id);
  tensor.last = lives.last(id);
  if (slot.home != Home::kLate) {
    tensor.bytes = slot.home == Home::kConstant ? slot.constant.bytes() : slot.bytes;
    const Shape& shape = slot.home == Home::kConstant ? slot.constant.shape() : slot.shape;
    tensor.shape.assign(shape.begin(), shape.end());
  }
  if (slot.home == Home::kArena) tensor.offset = slot.offset;
  if (lives.owner(id) != id) tensor.shares_with = plan.slots[lives.owner(id)].name;
  return tensor;
}

}  // namespace

MemoryPlan memory_usage(const Plan& plan) {
  const Lifetimes lives(plan);
  MemoryPlan usage;
  for (const std::size_t bytes : plan.arena_bytes) usage.arena_bytes += bytes;
  std::vector<int64_t> change(plan.instructions.size() + 1, 0);
  for (SlotId id = 0; id < plan.slots.size(); ++id) {
    const Slot& slot = plan.slots[id];
    usage.tensors.push_back(planned_tensor(plan, lives, id));
    if (slot.home == Home::kConstant) usage.weights_bytes += slot.constant.bytes();
    if (slot.home != Home::kArena || lives.owner(id) != id) continue;
    const auto bytes = static_cast<int64_t>(block_bytes(slot.bytes));
    change[lives.first(id)] += bytes;
    const std::size_t end = lives.memory_last(id) + 1;
    if (end < change.size()) change[end] -= bytes;
  }
  int64_t live = 0;
  for (std::size_t i = 0; i < plan.instructions.size(); ++i) {
    const Instruction& instruction = plan.instructions[i];
    live += change[i];
    const std::size_t workspace = instruction.step.workspace;
    const std::size_t in_use = static_cast<std::size_t>(live) + (workspace == 0 ? 0 : block_bytes(workspace));
    usage.nodes.push_back({instruction.record->name, in_use, workspace});
    if (in_use > usage.peak_bytes) {
      usage.peak_bytes = in_use;
      usage.peak_node = i;
    }
    add_missed(plan, lives, i, usage.missed);
  }
  return usage;
}

}  // namespace ort
