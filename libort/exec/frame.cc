#include "libort/exec/frame.h"

#include <algorithm>
#include <cstring>

#include "libort/core/device_text.h"
#include "libort/core/text.h"
#include "libort/exec/output_target.h"
#include "libort/runtime/provider.h"

namespace ort {
namespace {

/// The instruction whose results or workspace reach to the end of the arena.
const Instruction& instruction_at_arena_end(const Plan& plan, std::size_t device) {
  const auto end_of = [&](const Instruction& instruction) {
    const bool works_there = instruction.device == device && instruction.step.workspace > 0;
    std::size_t end = works_there ? instruction.workspace_offset + instruction.step.workspace : 0;
    for (const SlotId id : instruction.outputs) {
      if (id == kNoSlot || plan.slots[id].home != Home::kArena || plan.slots[id].device != device) continue;
      end = std::max(end, plan.slots[id].offset + plan.slots[id].bytes);
    }
    return end;
  };
  return *std::ranges::max_element(plan.instructions, {}, end_of);
}

}  // namespace

Frame::Frame(std::shared_ptr<const Plan> plan, const FrameResources& resources)
    : plan_(std::move(plan)), resources_(resources), values_(plan_->slots.size()) {
  for (std::size_t device = 0; device < plan_->devices.size(); ++device) {
    arenas_.push_back(plan_->arena_bytes[device] == 0 ? nullptr : allocate_arena(device));
  }
  for (const auto& provider : plan_->program->providers) streams_.push_back(provider->make_stream());
  for (SlotId slot = 0; slot < values_.size(); ++slot) prepare_slot(slot);
}

std::shared_ptr<std::byte> Frame::allocate_arena(std::size_t device) const {
  try {
    return allocate_shared(allocator_of(device), plan_->arena_bytes[device]);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kLimit) throw;
    const NodeRecord& node = *instruction_at_arena_end(*plan_, device).record;
    throw Error(error.code(), error.kind(),
                std::string(error.what()) + "; the values between the nodes of this run take " +
                    std::to_string(plan_->arena_bytes[device]) + " bytes on " + device_text(plan_->devices[device]) +
                    ", the last of them for " + printable(node.op_type) + " node '" + printable(node.name) + "'");
  }
}

Tensor Frame::allocate_requested(const Slot& slot) const {
  try {
    return Tensor(slot.dtype, slot.shape, allocator_of(slot.device));
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kLimit) throw;
    throw Error(error.code(), error.kind(), std::string(error.what()) + "; for output '" + printable(slot.name) + "'");
  }
}

Frame::~Frame() {
  try {
    if (state_ != State::kIdle) synchronize();
  } catch (...) {
    // The device is lost, and its memory with it.
  }
}

std::shared_ptr<Allocator> Frame::allocator_of(std::size_t device) const {
  if (device == 0) return resources_.cpu_allocator;
  for (const auto& allocator : resources_.device_allocators) {
    if (allocator->device() == plan_->devices[device]) return allocator;
  }
  for (std::size_t provider = 0; provider < plan_->provider_device.size(); ++provider) {
    if (plan_->provider_device[provider] == device) return plan_->program->providers[provider]->allocator();
  }
  throw Error(ErrorCode::kFail, ErrorKind::kInternal, "a device without provider");
}

void Frame::prepare_slot(SlotId id) {
  const Slot& slot = plan_->slots[id];
  switch (slot.home) {
    case Home::kArena:
      values_[id] = Tensor(slot.dtype, slot.shape, arenas_[slot.device].get() + slot.offset, slot.bytes, nullptr,
                           plan_->devices[slot.device]);
      break;
    case Home::kOwn:
      values_[id] = Tensor(slot.dtype, slot.shape, allocator_of(slot.device));
      break;
    case Home::kConstant:
      values_[id] = slot.constant;
      break;
    case Home::kInput:
    case Home::kOutput:
    case Home::kLate:
      break;
  }
}

namespace {

/// Assigns without allocating when the slot held a tensor of the same shape before.
void bind_tensor(RuntimeValue& slot, const Tensor& tensor) {
  if (slot.is_tensor()) {
    slot.tensor().rebind(const_cast<std::byte*>(tensor.data()), tensor.owner());
  } else {
    slot = tensor;
  }
}

}  // namespace

void Frame::bind_inputs(std::span<const RuntimeValue* const> values) {
  state_ = State::kRunning;
  for (std::size_t i = 0; i < plan_->inputs.size(); ++i) {
    const SlotId slot = plan_->inputs[i].slot;
    if (slot == kNoSlot) continue;
    if (plan_->slots[slot].home == Home::kInput) {
      bind_tensor(values_[slot], values[i]->tensor());
    } else {
      values_[slot] = *values[i];
    }
  }
}

void Frame::bind_outputs(std::span<const RuntimeValue* const> targets) {
  targets_ = targets;
  for (std::size_t i = 0; i < plan_->outputs.size(); ++i) {
    const SlotId id = plan_->outputs[i].slot;
    const Slot& slot = plan_->slots[id];
    if (slot.home != Home::kOutput) continue;
    if (i < targets.size() && targets[i] != nullptr) {
      bind_tensor(values_[id], targets[i]->tensor());
    } else {
      values_[id] = allocate_requested(slot);
    }
  }
  if (!resources_.poison) return;
  for (std::size_t device = 0; device < arenas_.size(); ++device) {
    if (arenas_[device] && plan_->devices[device].is_cpu())
      std::memset(arenas_[device].get(), 0xFF, plan_->arena_bytes[device]);
  }
}

std::shared_ptr<Allocator> Frame::late_allocator(const Instruction& instruction, std::size_t device) const {
  Stream* const own_stream = device == 0 ? nullptr : stream(instruction);
  std::shared_ptr<Allocator> in_order = own_stream == nullptr ? nullptr : own_stream->allocator();
  if (in_order) return in_order;
  return device == 0 && resources_.late_cpu_allocator ? resources_.late_cpu_allocator : allocator_of(device);
}

Tensor& Frame::allocate(const Instruction& instruction, std::size_t output, DataType dtype, Shape shape) {
  const SlotId slot = instruction.outputs[output];
  const std::size_t device = instruction.host_outputs[output] ? 0 : instruction.device;
  const std::size_t position = output_position(slot);
  if (position < targets_.size() && targets_[position] != nullptr) {
    check_output_target(plan_->slots[slot].name, *targets_[position], dtype, shape);
    values_[slot] = *targets_[position];
  } else {
    const bool leaves_the_frame = position < plan_->outputs.size() && device == 0;
    values_[slot] =
        Tensor(dtype, std::move(shape), leaves_the_frame ? allocator_of(0) : late_allocator(instruction, device));
  }
  return values_[slot].tensor();
}

std::size_t Frame::output_position(SlotId slot) const {
  std::size_t position = 0;
  while (position < plan_->outputs.size() && plan_->outputs[position].slot != slot) ++position;
  return position;
}

bool Frame::reuses_in_stream_order(std::size_t device) const {
  if (device == 0) return true;
  for (std::size_t provider = 0; provider < streams_.size(); ++provider) {
    const bool works_there = plan_->provider_device[provider] == device && streams_[provider] != nullptr;
    if (works_there && streams_[provider]->allocator() == nullptr) return false;
  }
  return true;
}

std::byte* Frame::workspace(const Instruction& instruction) const {
  if (instruction.step.workspace == 0) return nullptr;
  return arenas_[instruction.device].get() + instruction.workspace_offset;
}

std::byte* Frame::scratch(const Instruction& instruction, std::size_t bytes) {
  scratch_ = allocate_shared(late_allocator(instruction, instruction.device), bytes);
  return scratch_.get();
}

void Frame::replay(const std::function<void()>& work) {
  std::vector<const void*> addresses;
  for (SlotId id = 0; id < values_.size(); ++id) {
    const Slot& slot = plan_->slots[id];
    const bool of_caller = slot.home == Home::kInput || slot.home == Home::kOutput;
    if (of_caller && slot.device != 0) addresses.push_back(values_[id].tensor().data());
  }
  replay_.run(*streams_[plan_->capture.provider], addresses, work);
}

void Frame::release(const Instruction& instruction) {
  for (const SlotId slot : instruction.releases) {
    if (values_[slot].is_tensor() && !reuses_in_stream_order(plan_->slots[slot].device))
      retired_.push_back(values_[slot].tensor().owner());
    values_[slot] = RuntimeValue();
  }
  if (scratch_ && !reuses_in_stream_order(instruction.device)) retired_.push_back(scratch_);
  scratch_.reset();
}

void Frame::synchronize() {
  for (const auto& stream : streams_) {
    if (stream) stream->synchronize();
  }
  retired_.clear();
}

void Frame::end_run(bool waits) {
  if (waits) synchronize();
  state_ = waits ? State::kIdle : State::kLeftRunning;
}

void Frame::reset() {
  if (state_ == State::kRunning) synchronize();
  targets_ = {};
  for (SlotId id = 0; id < values_.size(); ++id) {
    const Home home = plan_->slots[id].home;
    if (home == Home::kLate) values_[id] = RuntimeValue();
    if ((home == Home::kInput || home == Home::kOutput) && values_[id].is_tensor())
      values_[id].tensor().rebind(nullptr, nullptr);
  }
  scratch_.reset();
}

std::string Frame::describe_inputs(const Instruction& instruction) const {
  std::vector<std::string> parts;
  for (const SlotId slot : instruction.inputs) {
    if (slot == kNoSlot || !values_[slot].has_value()) {
      parts.push_back("-");
    } else if (values_[slot].is_tensor()) {
      const Tensor& tensor = values_[slot].tensor();
      parts.push_back(std::string(data_type_name(tensor.dtype())) + tensor.shape().to_string());
    } else {
      parts.push_back(values_[slot].type().to_string());
    }
  }
  return join(parts);
}

}  // namespace ort
