#include "libort/plan/capture.h"

#include <algorithm>

#include "libort/core/text.h"
#include "libort/runtime/provider.h"

namespace ort {
namespace {

enum class Part { kBefore, kWork, kAfter };

class CaptureSearch {
 public:
  CaptureSearch(Plan& plan, std::size_t provider)
      : plan_(plan), provider_(provider), comes_from_device_(plan.slots.size(), false) {}

  void run() {
    for (const Instruction& instruction : plan_.instructions) parts_.push_back(part_of(instruction));
    plan_.capture.provider = provider_;
    plan_.capture.blockers = std::move(blockers_);
    if (plan_.capture.blockers.empty()) reorder();
  }

 private:
  bool on_cpu(SlotId slot) const { return plan_.slots[slot].device == 0; }

  bool reads_device_results(const Instruction& instruction) const {
    return std::any_of(instruction.inputs.begin(), instruction.inputs.end(),
                       [&](SlotId slot) { return slot != kNoSlot && comes_from_device_[slot]; });
  }

  void block(const Instruction& instruction, const std::string& reason) {
    blockers_.push_back(printable(instruction.record->name) + " (" + instruction.record->op_type + "): " + reason);
  }

  Part part_of(const Instruction& instruction) {
    const bool follows_device = reads_device_results(instruction);
    const bool copy = instruction.work == Instruction::Work::kCopy;
    Part part = follows_device ? Part::kAfter : Part::kBefore;
    if (instruction.provider == provider_ && copy) {
      const bool to_device = !on_cpu(instruction.outputs[0]) && on_cpu(instruction.inputs[0]);
      const bool within = !on_cpu(instruction.outputs[0]) && !on_cpu(instruction.inputs[0]);
      if (to_device && follows_device) block(instruction, "the device waits for a result of the CPU");
      if (within) part = Part::kWork;
    } else if (instruction.provider == provider_) {
      check_node(instruction);
      part = Part::kWork;
    } else if (instruction.device != 0) {
      block(instruction, "it runs on another device");
    }
    const bool made_by_device = part != Part::kBefore;
    for (const SlotId slot : instruction.outputs) {
      if (slot != kNoSlot) comes_from_device_[slot] = made_by_device;
    }
    return part;
  }

  void check_node(const Instruction& instruction) {
    if (instruction.work == Instruction::Work::kLateNode) block(instruction, "its sizes hang on values");
    for (const SlotId slot : instruction.inputs) {
      if (slot == kNoSlot || !on_cpu(slot) || plan_.slots[slot].home == Home::kConstant) continue;
      block(instruction, "it reads '" + printable(plan_.slots[slot].name) + "' on the CPU while it runs");
    }
    for (const SlotId slot : instruction.outputs) {
      if (slot == kNoSlot || !on_cpu(slot)) continue;
      block(instruction, "it writes '" + printable(plan_.slots[slot].name) + "' on the CPU");
    }
  }

  void reorder() {
    std::vector<Instruction> ordered;
    ordered.reserve(plan_.instructions.size());
    const auto take = [&](Part part) {
      for (std::size_t i = 0; i < parts_.size(); ++i) {
        if (parts_[i] == part) ordered.push_back(std::move(plan_.instructions[i]));
      }
      return ordered.size();
    };
    plan_.capture.first = take(Part::kBefore);
    plan_.capture.last = take(Part::kWork);
    take(Part::kAfter);
    plan_.instructions = std::move(ordered);
  }

  Plan& plan_;
  std::size_t provider_;
  std::vector<bool> comes_from_device_;  ///< by slot: made by the device's work or after it
  std::vector<Part> parts_;
  std::vector<std::string> blockers_;
};

}  // namespace

void arrange_for_capture(Plan& plan) {
  const auto& providers = plan.program->providers;
  const auto replaying =
      std::find_if(providers.begin(), providers.end(), [](const auto& provider) { return provider->replays_work(); });
  if (replaying != providers.end()) {
    CaptureSearch(plan, static_cast<std::size_t>(replaying - providers.begin())).run();
  }
}

}  // namespace ort
