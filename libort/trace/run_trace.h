#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "libort/exec/executor.h"
#include "libort/trace/run_events.h"
#include "libort/trace/session_trace.h"

namespace ort {

/// Writes one run down, from its making to its end, with what happens in between. Without a trace it does nothing.
class RunTrace final : public ExecutionObserver {
 public:
  /// What the run does from now on; it begins with its inputs.
  enum class Phase { kInputs, kPlanning, kAllocation, kExecution, kOutputs };

  struct Settings {
    bool is_warm_up = false;
    bool only_duration = false;  ///< nothing of the run is recorded but its duration
  };

  RunTrace(std::shared_ptr<SessionTrace> trace, const Settings& settings, ThreadPool& pool);
  ~RunTrace() override;
  RunTrace(const RunTrace&) = delete;
  RunTrace& operator=(const RunTrace&) = delete;

  void enter(Phase phase);

  /// Whether the executor is to be observed.
  bool records() const { return trace_ != nullptr && !settings_.only_duration; }

  /// What the executor is to tell: this, and through it `inner` (may be null); or just `inner` where nothing is
  /// recorded.
  ExecutionObserver* observe(const std::shared_ptr<const Plan>& plan, ExecutionObserver* inner);

  void on_begin(const Instruction& instruction, const Frame& frame) override;
  void on_end(const Instruction& instruction, const Frame& frame) override;
  bool needs_results() const override { return inner_ != nullptr && inner_->needs_results(); }
  void on_allocation(int64_t nanoseconds) override { current_.allocation_ns += nanoseconds; }
  void on_instructions_done() override;

 private:
  /// Work that a device was given, between two of its marks.
  struct MarkedWork {
    std::size_t instruction = 0;
    Stream* stream = nullptr;
    Stream::Lane lane = Stream::Lane::kCompute;
    int64_t lane_number = 0;
    std::unique_ptr<TimeMark> begin;
    std::unique_ptr<TimeMark> end;
  };
  /// A moment of a stream that the host's clock knows too.
  struct KnownMark {
    const Stream* stream = nullptr;
    std::unique_ptr<TimeMark> mark;
    int64_t host_ns = 0;
  };

  void begin_device_work(const Instruction& instruction, const Frame& frame);
  const KnownMark& known_mark(const Stream& stream) const;
  void know_stream(Stream& stream);
  void collect_device_work();
  void hand_over();
  void write_run();
  void complete_file();

  std::shared_ptr<SessionTrace> trace_;
  Settings settings_;
  ThreadPool& pool_;
  ExecutionObserver* inner_ = nullptr;
  Phase phase_ = Phase::kInputs;
  int64_t phase_start_ = 0;
  int64_t instructions_done_ = 0;
  int64_t handed_over_at_ = 0;
  RunEvents events_;
  RunSpan span_;
  InstructionTimes current_;
  int64_t nodes_ = 0;
  int64_t node_time_ = 0;
  std::vector<MarkedWork> device_work_;
  std::vector<KnownMark> known_marks_;
  std::array<int64_t, 5> phase_times_{};
  std::optional<LoopRecorder> recorder_;
};

}  // namespace ort
