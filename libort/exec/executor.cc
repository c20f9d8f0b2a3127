#include "libort/exec/executor.h"

#include <chrono>
#include <span>

#include "libort/runtime/node_record.h"

namespace ort {
namespace {

/// Tells an observer how long an allocation took.
class AllocationTimer {
 public:
  explicit AllocationTimer(ExecutionObserver* observer) : observer_(observer) {
    if (observer_ != nullptr) start_ = Clock::now();
  }
  AllocationTimer(const AllocationTimer&) = delete;
  AllocationTimer& operator=(const AllocationTimer&) = delete;
  ~AllocationTimer() {
    if (observer_ == nullptr) return;
    observer_->on_allocation(std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start_).count());
  }

 private:
  using Clock = std::chrono::steady_clock;
  ExecutionObserver* observer_;
  Clock::time_point start_;
};

/// The frame as one instruction sees it.
class InstructionContext final : public RunContext {
 public:
  InstructionContext(Frame& frame, const Instruction& instruction, const RunControl& control)
      : frame_(frame), instruction_(instruction), control_(control) {}

  bool has_input(int i) const override {
    const auto slot = static_cast<std::size_t>(i);
    return slot < instruction_.inputs.size() && instruction_.inputs[slot] != kNoSlot;
  }
  bool has_output(int i) const override {
    const auto slot = static_cast<std::size_t>(i);
    return slot < instruction_.outputs.size() && instruction_.outputs[slot] != kNoSlot;
  }
  int input_count() const override { return static_cast<int>(instruction_.inputs.size()); }
  const RuntimeValue& input_value(int i) const override {
    return frame_.value(instruction_.inputs[static_cast<std::size_t>(i)]);
  }
  Tensor& output(int i) const override {
    return frame_.value(instruction_.outputs[static_cast<std::size_t>(i)]).tensor();
  }
  Tensor& allocate_output(int i, DataType dtype, Shape shape) const override {
    const AllocationTimer timer(control_.observer);
    return frame_.allocate(instruction_, static_cast<std::size_t>(i), dtype, std::move(shape));
  }
  void set_output(int i, RuntimeValue value) const override {
    frame_.value(instruction_.outputs[static_cast<std::size_t>(i)]) = std::move(value);
  }
  std::byte* workspace() const override { return frame_.workspace(instruction_); }
  std::byte* scratch(std::size_t bytes) const override {
    const AllocationTimer timer(control_.observer);
    return frame_.scratch(instruction_, bytes);
  }
  ThreadPool& pool() const override { return frame_.pool(); }
  Stream* stream() const override { return frame_.stream(instruction_); }
  const NodeRecord* record() const override { return instruction_.record; }
  void keep_until_done(std::shared_ptr<const void> object) const override {
    if (instruction_.device != 0) frame_.keep_until_done(std::move(object));
  }
  bool terminated() const override {
    return control_.terminate != nullptr && control_.terminate->load(std::memory_order_relaxed);
  }

 private:
  Frame& frame_;
  const Instruction& instruction_;
  const RunControl& control_;
};

void run_instructions(Frame& frame, const RunControl& control, std::size_t first, std::size_t last) {
  for (const Instruction& instruction : std::span(frame.plan().instructions).subspan(first, last - first)) {
    const InstructionContext context(frame, instruction, control);
    context.throw_if_terminated();
    if (control.observer != nullptr) control.observer->on_begin(instruction, frame);
    try {
      instruction.step.run(context);
    } catch (...) {
      rethrow_with_node(*instruction.record, frame.describe_inputs(instruction));
    }
    if (control.observer != nullptr) {
      if (control.observer->needs_results()) frame.synchronize();
      control.observer->on_end(instruction, frame);
    }
    frame.release(instruction);
  }
}

}  // namespace

void execute(Frame& frame, const RunControl& control) {
  const Capture& capture = frame.plan().capture;
  const std::size_t count = frame.plan().instructions.size();
  if (!capture.possible() || !control.replay || control.observer != nullptr) {
    run_instructions(frame, control, 0, count);
  } else {
    run_instructions(frame, control, 0, capture.first);
    frame.replay([&] { run_instructions(frame, control, capture.first, capture.last); });
    run_instructions(frame, control, capture.last, count);
  }
  if (control.observer != nullptr) control.observer->on_instructions_done();
  frame.end_run(control.synchronize || frame.plan().must_wait);
}

}  // namespace ort
