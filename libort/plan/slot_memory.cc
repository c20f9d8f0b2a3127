#include "libort/plan/slot_memory.h"

#include <algorithm>

#include "libort/plan/memory_layout.h"

namespace ort {

std::vector<std::size_t> last_touches(const Plan& plan) {
  std::vector<std::size_t> last(plan.slots.size(), 0);
  for (std::size_t i = 0; i < plan.instructions.size(); ++i) {
    for (const SlotId slot : plan.instructions[i].inputs) {
      if (slot != kNoSlot) last[slot] = i;
    }
    for (const SlotId slot : plan.instructions[i].outputs) {
      if (slot != kNoSlot) last[slot] = i;
    }
  }
  for (const Plan::Output& output : plan.outputs) last[output.slot] = plan.instructions.size();
  return last;
}

namespace {

/// Groups slots that use the same memory.
class Buffers {
 public:
  Buffers(Plan& plan, const std::vector<std::size_t>& last)
      : plan_(plan), last_(last), buffer_of_(plan.slots.size(), kNone) {}

  struct Buffer {
    std::size_t device = 0;
    Block block;
    SlotId first_slot = kNoSlot;
  };

  void assign_outputs(std::size_t position, bool reuse) {
    const Instruction& instruction = plan_.instructions[position];
    for (std::size_t i = 0; i < instruction.outputs.size(); ++i) {
      const SlotId slot = instruction.outputs[i];
      if (slot == kNoSlot || plan_.slots[slot].home != Home::kArena) continue;
      if (reuse && share(position, i, instruction.step.views, false)) continue;
      if (reuse && share(position, i, instruction.step.in_place, true)) continue;
      buffer_of_[slot] = buffers_.size();
      buffers_.push_back({plan_.slots[slot].device, {plan_.slots[slot].bytes, position, last_[slot]}, slot});
    }
  }

  const std::vector<Buffer>& buffers() const { return buffers_; }
  std::size_t buffer_of(SlotId slot) const { return buffer_of_[slot]; }
  static constexpr std::size_t kNone = SIZE_MAX;

 private:
  bool share(std::size_t position, std::size_t output, const std::vector<Reuse>& offers, bool overwrites) {
    const Instruction& instruction = plan_.instructions[position];
    const SlotId target = instruction.outputs[output];
    for (const Reuse& offer : offers) {
      if (offer.output != static_cast<int>(output)) continue;
      const SlotId source = instruction.inputs[static_cast<std::size_t>(offer.input)];
      if (!can_share(instruction, source, target)) continue;
      if (overwrites && !may_overwrite(position, source)) continue;
      const std::size_t buffer = buffer_of_[source];
      buffer_of_[target] = buffer;
      buffers_[buffer].block.last = std::max(buffers_[buffer].block.last, last_[target]);
      plan_.slots[target].shares_with = buffers_[buffer].first_slot;
      return true;
    }
    return false;
  }

  bool can_share(const Instruction& instruction, SlotId source, SlotId target) const {
    if (source == kNoSlot || buffer_of_[source] == kNone) return false;
    const bool same_memory = plan_.slots[source].device == plan_.slots[target].device &&
                             plan_.slots[source].bytes == plan_.slots[target].bytes;
    const bool taken = std::any_of(instruction.outputs.begin(), instruction.outputs.end(), [&](SlotId other) {
      return other != kNoSlot && other != target && buffer_of_[other] == buffer_of_[source];
    });
    return same_memory && !taken;
  }

  /// Nobody reads the buffer later, and this instruction reads it through one slot only.
  bool may_overwrite(std::size_t position, SlotId source) const {
    if (buffers_[buffer_of_[source]].block.last != position) return false;
    const auto& inputs = plan_.instructions[position].inputs;
    return std::none_of(inputs.begin(), inputs.end(), [&](SlotId other) {
      return other != kNoSlot && other != source && buffer_of_[other] == buffer_of_[source];
    });
  }

  Plan& plan_;
  const std::vector<std::size_t>& last_;
  std::vector<std::size_t> buffer_of_;
  std::vector<Buffer> buffers_;
};

void place_on_device(Plan& plan, const Buffers& buffers, std::size_t device, bool reuse) {
  std::vector<Block> blocks;
  std::vector<std::size_t> block_of_buffer(buffers.buffers().size(), Buffers::kNone);
  std::vector<std::pair<std::size_t, std::size_t>> workspaces;  // instruction, block
  for (std::size_t i = 0; i < buffers.buffers().size(); ++i) {
    if (buffers.buffers()[i].device != device) continue;
    block_of_buffer[i] = blocks.size();
    blocks.push_back(buffers.buffers()[i].block);
  }
  for (std::size_t i = 0; i < plan.instructions.size(); ++i) {
    if (plan.instructions[i].device != device || plan.instructions[i].step.workspace == 0) continue;
    workspaces.emplace_back(i, blocks.size());
    blocks.push_back({plan.instructions[i].step.workspace, i, i});
  }
  const Layout layout = lay_out(blocks, reuse);
  plan.arena_bytes[device] = layout.bytes;
  for (const auto& [instruction, block] : workspaces)
    plan.instructions[instruction].workspace_offset = layout.offsets[block];
  for (SlotId slot = 0; slot < plan.slots.size(); ++slot) {
    const std::size_t buffer = buffers.buffer_of(slot);
    if (buffer != Buffers::kNone && block_of_buffer[buffer] != Buffers::kNone) {
      plan.slots[slot].offset = layout.offsets[block_of_buffer[buffer]];
    }
  }
}

}  // namespace

void release_late_slots(Plan& plan) {
  const std::vector<std::size_t> last = last_touches(plan);
  for (SlotId slot = 0; slot < plan.slots.size(); ++slot) {
    if (plan.slots[slot].home == Home::kLate && last[slot] < plan.instructions.size()) {
      plan.instructions[last[slot]].releases.push_back(slot);
    }
  }
}

void place_slots(Plan& plan, const PlanOptions& options) {
  const std::vector<std::size_t> last = last_touches(plan);
  Buffers buffers(plan, last);
  for (std::size_t i = 0; i < plan.instructions.size(); ++i) buffers.assign_outputs(i, options.reuse_memory);
  plan.arena_bytes.assign(plan.devices.size(), 0);
  for (std::size_t device = 0; device < plan.devices.size(); ++device) {
    place_on_device(plan, buffers, device, options.reuse_memory);
  }
}

}  // namespace ort
