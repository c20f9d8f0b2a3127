#include <algorithm>
#include <map>

#include "libort/core/checked_math.h"
#include "libort/core/text.h"
#include "libort/plan/memory_layout.h"
#include "libort/plan/plan.h"
#include "libort/plan/shape_walk.h"
#include "libort/plan/slot_memory.h"
#include "libort/plan/special_steps.h"

namespace ort {
namespace {

std::size_t device_index(std::vector<Device>& devices, const Device& device) {
  const auto found = std::find(devices.begin(), devices.end(), device);
  if (found != devices.end()) return static_cast<std::size_t>(found - devices.begin());
  devices.push_back(device);
  return devices.size() - 1;
}

/// Nodes that some requested output hangs on.
std::vector<bool> needed_nodes(const Program& program, const std::vector<ValueId>& outputs) {
  std::vector<bool> value_needed(program.graph.value_count(), false);
  for (const ValueId id : outputs) value_needed[id] = true;
  std::vector<bool> needed(program.nodes.size(), false);
  for (std::size_t i = program.nodes.size(); i-- > 0;) {
    const Node& node = *program.nodes[i].node;
    needed[i] = std::any_of(node.outputs.begin(), node.outputs.end(),
                            [&](ValueId id) { return id != kNoValue && value_needed[id]; });
    if (!needed[i]) continue;
    for (const auto* list : {&node.inputs, &node.implicit_inputs}) {
      for (const ValueId id : *list) {
        if (id != kNoValue) value_needed[id] = true;
      }
    }
  }
  return needed;
}

class PlanBuilder {
 public:
  PlanBuilder(std::shared_ptr<const Program> program, std::vector<Plan::Input> inputs, std::vector<ValueId> outputs,
              const PlanOptions& options, const PlanResources& resources)
      : program_(*program), options_(options), resources_(resources), requested_(std::move(outputs)) {
    plan_ = std::make_shared<Plan>();
    plan_->program = std::move(program);
    plan_->inputs = std::move(inputs);
    plan_->devices.push_back(Device{});
    for (const auto& provider : program_.providers) {
      plan_->provider_device.push_back(device_index(plan_->devices, provider->device()));
    }
    slot_of_.resize(plan_->devices.size());
    is_requested_.resize(program_.graph.value_count(), false);
    for (const ValueId id : requested_) is_requested_[id] = true;
  }

  std::shared_ptr<const Plan> build() {
    walk_ = walk_shapes(program_, plan_->inputs, resources_);
    add_input_slots();
    const std::vector<bool> needed = options_.only_needed_nodes ? needed_nodes(program_, requested_)
                                                                : std::vector<bool>(program_.nodes.size(), true);
    for (std::size_t i = 0; i < program_.nodes.size(); ++i) {
      if (walk_.modes[i] == NodeMode::kFolded) {
        plan_->folded.push_back(program_.nodes[i].record.name);
      } else if (needed[i]) {
        add_node(i);
      }
    }
    for (const ValueId id : requested_) add_output(id);
    release_late_slots(*plan_);
    place_slots(*plan_, options_);
    return plan_;
  }

 private:
  void add_input_slots() {
    for (Plan::Input& input : plan_->inputs) {
      input.slot = new_slot(input.value, 0, Home::kInput);
      if (!input.is_tensor) plan_->slots[input.slot].home = Home::kLate;
    }
  }

  SlotId new_slot(ValueId value, std::size_t device, Home home) {
    const ValueFacts& facts = walk_.values[value];
    Slot slot;
    slot.name = program_.graph.value(value).name;
    slot.device = device;
    slot.home = facts.shape_known ? home : Home::kLate;
    slot.dtype = facts.dtype;
    slot.shape = facts.shape;
    if (facts.shape_known) slot.bytes = buffer_bytes(facts.dtype, facts.shape.elements());
    const SlotId id = static_cast<SlotId>(plan_->slots.size());
    plan_->slots.push_back(std::move(slot));
    slot_of_[device][value] = id;
    return id;
  }

  bool is_requested(ValueId id) const { return is_requested_[id]; }

  /// Where a result of a node lives: on the CPU a requested output is written where the caller will read it.
  Home home_of_result(ValueId value, std::size_t device) const {
    if (device == 0 && is_requested(value)) return Home::kOutput;
    const bool arena = options_.use_arena && walk_.values[value].dtype != DataType::kString;
    return arena ? Home::kArena : Home::kOwn;
  }

  /// The slot of a value on a device, with the copy that brings it there.
  SlotId slot_on(ValueId value, std::size_t device, const std::string& reader) {
    const auto found = slot_of_[device].find(value);
    if (found != slot_of_[device].end()) return found->second;
    if (device == 0 && walk_.values[value].content) {
      const SlotId id = new_slot(value, 0, Home::kConstant);
      plan_->slots[id].constant = *walk_.values[value].content;
      return id;
    }
    const std::size_t source_device = device_that_has(value, reader);
    const SlotId source = slot_of_[source_device].at(value);
    return add_copy(value, source, new_slot(value, device, home_of_result(value, device)), reader);
  }

  std::size_t device_that_has(ValueId value, const std::string& reader) {
    for (std::size_t device = 0; device < slot_of_.size(); ++device) {
      if (slot_of_[device].contains(value)) return device;
    }
    if (!walk_.values[value].content) {
      throw Error(ErrorCode::kFail, ErrorKind::kInternal,
                  "nothing produces '" + program_.graph.value(value).name + "', which " + reader + " reads");
    }
    slot_on(value, 0, reader);
    return 0;
  }

  SlotId add_copy(ValueId value, SlotId source, SlotId target, const std::string& reader) {
    const std::size_t device = std::max(plan_->slots[source].device, plan_->slots[target].device);
    Instruction copy;
    copy.provider = provider_of_device(device);
    copy.device = device;
    copy.inputs = {source};
    copy.outputs = {target};
    copy.host_outputs = {plan_->slots[target].device == 0};
    copy.step = make_copy_step(walk_.values[value].shape_known);
    auto record = std::make_unique<NodeRecord>();
    const auto place = [&](SlotId slot) { return plan_->devices[plan_->slots[slot].device].type; };
    record->name =
        printable(program_.graph.value(value).name) + ": " + place(source) + " to " + place(target) + ", for " + reader;
    record->op_type = "Copy";
    record->provider = program_.providers[copy.provider]->name();
    record->inputs = record->outputs = {program_.graph.value(value).name};
    copy.record = record.get();
    plan_->copy_records.push_back(std::move(record));
    plan_->instructions.push_back(std::move(copy));
    return target;
  }

  std::size_t provider_of_device(std::size_t device) const {
    const auto& devices = plan_->provider_device;
    return static_cast<std::size_t>(std::find(devices.begin(), devices.end(), device) - devices.begin());
  }

  void add_node(std::size_t position) {
    const BoundNode& bound = program_.nodes[position];
    const Node& node = *bound.node;
    const std::size_t device = plan_->provider_device[bound.provider];
    Instruction instruction;
    instruction.record = &bound.record;
    instruction.provider = bound.provider;
    instruction.device = device;
    for (std::size_t i = 0; i < node.inputs.size(); ++i) {
      const std::size_t wanted = bound.reads_on_host(i) ? 0 : device;
      instruction.inputs.push_back(node.inputs[i] == kNoValue ? kNoSlot
                                                              : slot_on(node.inputs[i], wanted, bound.record.name));
    }
    for (const ValueId id : node.implicit_inputs) instruction.inputs.push_back(slot_on(id, device, bound.record.name));
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      const bool host = bound.writes_on_host(i);
      instruction.host_outputs.push_back(host);
      const std::size_t home_device = host ? 0 : device;
      instruction.outputs.push_back(
          node.outputs[i] == kNoValue
              ? kNoSlot
              : new_slot(node.outputs[i], home_device, home_of_result(node.outputs[i], home_device)));
    }
    instruction.step = walk_.modes[position] == NodeMode::kStatic ? plan_step(position) : make_late_step(bound);
    plan_->instructions.push_back(std::move(instruction));
  }

  Step plan_step(std::size_t position) const {
    const BoundNode& bound = program_.nodes[position];
    try {
      return bound.kernel->plan(PlanContext(*bound.node, planned_inputs(*bound.node, walk_), walk_.outputs[position],
                                            resources_.pool.threads()));
    } catch (...) {
      rethrow_with_node(bound.record, describe_inputs(*bound.node, walk_));
    }
  }

  /// A requested output that is an input, a constant, or lies on another device is copied at the end.
  void add_output(ValueId id) {
    const auto on_cpu = slot_of_[0].find(id);
    SlotId slot = on_cpu == slot_of_[0].end() ? kNoSlot : on_cpu->second;
    const bool in_place = slot != kNoSlot && (plan_->slots[slot].home == Home::kOutput || is_late_result(slot));
    if (!in_place) {
      const SlotId source = slot != kNoSlot ? slot : slot_of_[device_that_has(id, "the caller")].at(id);
      slot = add_copy(id, source, new_slot(id, 0, Home::kOutput), "the caller");
    }
    plan_->outputs.push_back({id, slot});
  }

  bool is_late_result(SlotId slot) const {
    if (plan_->slots[slot].home != Home::kLate) return false;
    return std::none_of(plan_->inputs.begin(), plan_->inputs.end(),
                        [&](const Plan::Input& input) { return input.slot == slot; });
  }

  const Program& program_;
  PlanOptions options_;
  const PlanResources& resources_;
  std::vector<ValueId> requested_;
  std::vector<bool> is_requested_;  // by ValueId
  std::shared_ptr<Plan> plan_;
  ShapeWalk walk_;
  std::vector<std::map<ValueId, SlotId>> slot_of_;  // for each device
};

}  // namespace

std::shared_ptr<const Plan> make_plan(std::shared_ptr<const Program> program, std::vector<Plan::Input> inputs,
                                      std::vector<ValueId> outputs, const PlanOptions& options,
                                      const PlanResources& resources) {
  return PlanBuilder(std::move(program), std::move(inputs), std::move(outputs), options, resources).build();
}

}  // namespace ort
