#include <algorithm>
#include <map>

#include "libort/core/checked_math.h"
#include "libort/core/device_text.h"
#include "libort/core/text.h"
#include "libort/plan/capture.h"
#include "libort/plan/memory_layout.h"
#include "libort/plan/plan.h"
#include "libort/plan/shape_walk.h"
#include "libort/plan/slot_memory.h"
#include "libort/plan/special_steps.h"

namespace ort {
namespace {

constexpr const char* kCaller = "the caller";

std::size_t device_index(std::vector<Device>& devices, const Device& device) {
  const auto found = std::find(devices.begin(), devices.end(), device);
  if (found != devices.end()) return static_cast<std::size_t>(found - devices.begin());
  devices.push_back(device);
  return devices.size() - 1;
}

/// Nodes that some requested output hangs on.
std::vector<bool> needed_nodes(const Program& program, const std::vector<RequestedOutput>& outputs) {
  std::vector<bool> value_needed(program.graph.value_count(), false);
  for (const RequestedOutput& output : outputs) value_needed[output.value] = true;
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
  PlanBuilder(std::shared_ptr<const Program> program, std::vector<Plan::Input> inputs,
              std::vector<RequestedOutput> outputs, const PlanOptions& options, const PlanResources& resources)
      : program_(*program), options_(options), resources_(resources), requested_(std::move(outputs)) {
    plan_ = std::make_shared<Plan>();
    plan_->program = std::move(program);
    plan_->inputs = std::move(inputs);
    plan_->devices.push_back(Device{});
    for (const auto& provider : program_.providers) {
      plan_->provider_device.push_back(device_index(plan_->devices, provider->device()));
    }
    slot_of_.resize(plan_->devices.size());
    is_requested_.assign(plan_->devices.size(), std::vector<bool>(program_.graph.value_count(), false));
    for (const RequestedOutput& output : requested_) {
      is_requested_[known_device(output.device, "output", output.value)][output.value] = true;
    }
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
    for (const RequestedOutput& output : requested_) add_output(output);
    arrange_for_capture(*plan_);
    release_late_slots(*plan_);
    find_late_device_slots();
    place_slots(*plan_, options_);
    return plan_;
  }

 private:
  void add_input_slots() {
    for (Plan::Input& input : plan_->inputs) {
      input.slot = new_slot(input.value, known_device(input.device, "input", input.value), Home::kInput);
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

  /// The position of a device that the caller named among those of the plan.
  std::size_t known_device(const Device& device, const char* what, ValueId value) const {
    const auto found = std::find(plan_->devices.begin(), plan_->devices.end(), device);
    if (found != plan_->devices.end()) return static_cast<std::size_t>(found - plan_->devices.begin());
    std::vector<std::string> known;
    for (const Device& own : plan_->devices) known.push_back(device_text(own));
    fail_usage(std::string(what) + " '" + printable(program_.graph.value(value).name) + "' is on device " +
               printable(device_text(device)) + ", where no provider of this session works; its devices are " +
               join(known));
  }

  /// Where a result of a node lives: a requested output is written where the caller will read it.
  Home home_of_result(ValueId value, std::size_t device) const {
    if (is_requested_[device][value]) return Home::kOutput;
    const bool arena = options_.use_arena && walk_.values[value].dtype != DataType::kString;
    return arena ? Home::kArena : Home::kOwn;
  }

  /// The slot of a value on a device, with the copies that bring it there: between two devices through the CPU. With
  /// `waits` the reader runs on the CPU within the plan.
  SlotId slot_on(ValueId value, std::size_t device, const std::string& reader, bool waits = true) {
    const auto found = slot_of_[device].find(value);
    if (found != slot_of_[device].end()) return found->second;
    if (walk_.values[value].content) return constant_slot(value, device);
    const std::size_t holder = device_that_has(value, reader);
    const SlotId source = holder == 0 || device == 0 ? slot_of_[holder].at(value) : slot_on(value, 0, reader);
    return add_copy(value, source, new_slot(value, device, home_of_result(value, device)), reader, waits);
  }

  SlotId constant_slot(ValueId value, std::size_t device) {
    const Tensor& content = *walk_.values[value].content;
    const SlotId id = new_slot(value, device, Home::kConstant);
    if (device == 0) {
      plan_->slots[id].constant = content;
      return id;
    }
    ExecutionProvider& provider = *program_.providers[provider_of_device(device)];
    const bool in_every_plan = program_.graph.value(value).fixed() != nullptr;
    plan_->slots[id].constant = in_every_plan ? program_.device_constants->get(value, content, provider)
                                              : program_.device_constants->copy(content, provider);
    return id;
  }

  std::size_t device_that_has(ValueId value, const std::string& reader) const {
    for (std::size_t device = 0; device < slot_of_.size(); ++device) {
      if (slot_of_[device].contains(value)) return device;
    }
    throw Error(ErrorCode::kFail, ErrorKind::kInternal,
                "nothing produces '" + program_.graph.value(value).name + "', which " + reader + " reads");
  }

  SlotId add_copy(ValueId value, SlotId source, SlotId target, const std::string& reader, bool waits) {
    const std::size_t device = std::max(plan_->slots[source].device, plan_->slots[target].device);
    Instruction copy;
    copy.work = Instruction::Work::kCopy;
    copy.provider = provider_of_device(device);
    copy.device = device;
    copy.inputs = {source};
    copy.outputs = {target};
    copy.host_outputs = {plan_->slots[target].device == 0};
    copy.step = make_copy_step(walk_.values[value].shape_known, waits);
    if (!waits && plan_->slots[target].device == 0 && device != 0) plan_->must_wait = true;
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
    instruction.node = &bound;
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
    const bool planned = walk_.modes[position] == NodeMode::kStatic;
    instruction.work = planned ? Instruction::Work::kNode : Instruction::Work::kLateNode;
    instruction.step = planned ? plan_step(position) : make_late_step(bound);
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

  /// A requested output that is an input, a constant, or lies on another device is copied at the end. The executor
  /// waits for the last copies to the CPU together, unless a copy to a third device may read what they bring.
  void add_output(const RequestedOutput& output) {
    const std::size_t device = device_index(plan_->devices, output.device);
    const bool waits = plan_->devices.size() > 2;
    SlotId slot = slot_on(output.value, device, kCaller, waits);
    if (plan_->slots[slot].home != Home::kOutput && !is_late_result(slot)) {
      slot = add_copy(output.value, slot, new_slot(output.value, device, Home::kOutput), kCaller, waits);
    }
    plan_->outputs.push_back({output.value, slot});
  }

  void find_late_device_slots() {
    for (const Slot& slot : plan_->slots) {
      if (slot.home == Home::kLate && slot.device != 0) plan_->must_wait = true;
    }
  }

  bool is_late_result(SlotId slot) const {
    if (plan_->slots[slot].home != Home::kLate) return false;
    return std::none_of(plan_->inputs.begin(), plan_->inputs.end(),
                        [&](const Plan::Input& input) { return input.slot == slot; });
  }

  const Program& program_;
  PlanOptions options_;
  const PlanResources& resources_;
  std::vector<RequestedOutput> requested_;
  std::vector<std::vector<bool>> is_requested_;  // by device and ValueId
  std::shared_ptr<Plan> plan_;
  ShapeWalk walk_;
  std::vector<std::map<ValueId, SlotId>> slot_of_;  // for each device
};

}  // namespace

std::shared_ptr<const Plan> make_plan(std::shared_ptr<const Program> program, std::vector<Plan::Input> inputs,
                                      std::vector<RequestedOutput> outputs, const PlanOptions& options,
                                      const PlanResources& resources) {
  return PlanBuilder(std::move(program), std::move(inputs), std::move(outputs), options, resources).build();
}

}  // namespace ort
