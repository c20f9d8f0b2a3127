#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "libort/core/runtime_value.h"
#include "libort/exec/replay.h"
#include "libort/plan/plan.h"

namespace ort {

struct FrameResources {
  std::shared_ptr<Allocator> cpu_allocator;
  ThreadPool& pool;
  bool poison = false;  ///< fill arenas with 0xFF before each run, to find reads of what nobody wrote
  /// For what is sized while it runs and stays in the frame; null: `cpu_allocator`.
  std::shared_ptr<Allocator> late_cpu_allocator = nullptr;
  /// Each stands in for the provider's allocator of its device.
  std::vector<std::shared_ptr<Allocator>> device_allocators = {};
};

/// The memory of one run: a value for every slot of a plan, arenas and streams. Used by one run at a time and kept for
/// the next one.
class Frame {
 public:
  /// Throws (limit) when there is no memory for the arenas, with the node that needs the end of the one that failed.
  Frame(std::shared_ptr<const Plan> plan, const FrameResources& resources);
  /// Waits for what is still running on its streams.
  ~Frame();
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;

  const Plan& plan() const { return *plan_; }
  const std::shared_ptr<const Plan>& shared_plan() const { return plan_; }

  /// `values[i]` is for input i of the plan; types and shapes are those of the plan.
  void bind_inputs(std::span<const RuntimeValue* const> values);

  /// Memory for the requested outputs: `targets[i]` of the caller (on the right device, and of the right type and shape
  /// where the plan knows them) or, where it is null, new. The list must stay until `reset`.
  void bind_outputs(std::span<const RuntimeValue* const> targets);

  /// Result of requested output i, after the run.
  const RuntimeValue& output(std::size_t i) const { return values_[plan_->outputs[i].slot]; }

  const RuntimeValue& value(SlotId slot) const { return values_[slot]; }
  RuntimeValue& value(SlotId slot) { return values_[slot]; }

  /// Memory for a value whose size became known just now: the caller's for a requested output where he gave some, and
  /// then `check_output_target` says what is wrong with it.
  Tensor& allocate(const Instruction& instruction, std::size_t output, DataType dtype, Shape shape);
  std::byte* workspace(const Instruction& instruction) const;
  std::byte* scratch(const Instruction& instruction, std::size_t bytes);
  ThreadPool& pool() const { return resources_.pool; }
  Stream* stream(const Instruction& instruction) const { return streams_[instruction.provider].get(); }

  /// Does the plan's captured work, which `work` does plainly, or replays it.
  void replay(const std::function<void()>& work);

  /// Keeps an object until the next time that the streams were waited for.
  void keep_until_done(std::shared_ptr<const void> object) { retired_.push_back(std::move(object)); }

  /// Lets go of late values that nobody reads after the instruction.
  void release(const Instruction& instruction);
  /// Waits for everything on its streams. Throws what the devices throw.
  void synchronize();

  /// Ends a run that did not fail. With `waits` false its work on the devices goes on, and `reset` lets it; the next
  /// run of the frame comes after it.
  void end_run(bool waits);

  /// Waits for what a failed run left on its streams, and lets go of everything that belongs to the caller or to this
  /// run only. Throws what the device throws.
  void reset();

  /// "float[1,3], int64[4]"
  std::string describe_inputs(const Instruction& instruction) const;

 private:
  std::shared_ptr<Allocator> allocator_of(std::size_t device) const;
  std::shared_ptr<std::byte> allocate_arena(std::size_t device) const;
  /// New memory for a requested output; without it the error names the output.
  Tensor allocate_requested(const Slot& slot) const;
  /// Memory for what an instruction allocates while it runs.
  std::shared_ptr<Allocator> late_allocator(const Instruction& instruction, std::size_t device) const;
  void prepare_slot(SlotId slot);
  /// Position of a slot among the requested outputs; their number for any other slot.
  std::size_t output_position(SlotId slot) const;
  /// Whether memory of the device may be given back while work that uses it is still on a stream.
  bool reuses_in_stream_order(std::size_t device) const;

  std::shared_ptr<const Plan> plan_;
  FrameResources resources_;
  std::vector<std::shared_ptr<std::byte>> arenas_;
  std::vector<std::unique_ptr<Stream>> streams_;
  std::vector<RuntimeValue> values_;
  std::shared_ptr<std::byte> scratch_;
  std::vector<std::shared_ptr<const void>> retired_;  // what work on a stream may still use
  Replay replay_;
  std::span<const RuntimeValue* const> targets_;
  enum class State { kIdle, kRunning, kLeftRunning } state_ = State::kIdle;
};

}  // namespace ort
