#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "libort/exec/frame.h"

namespace ort {

/// Sees every instruction of a run, with the values as they lie in the frame.
class ExecutionObserver {
 public:
  virtual ~ExecutionObserver() = default;
  virtual void on_begin(const Instruction& instruction, const Frame& frame) = 0;
  virtual void on_end(const Instruction& instruction, const Frame& frame) = 0;
  /// Results are to be there when an instruction ends: the executor waits for the devices after each.
  virtual bool needs_results() const { return true; }
  /// The instruction that runs has spent this on memory that was sized just now.
  virtual void on_allocation(int64_t /*nanoseconds*/) {}
  /// All instructions are done, the devices perhaps not yet.
  virtual void on_instructions_done() {}
};

/// What one run may do besides computing.
struct RunControl {
  ExecutionObserver* observer = nullptr;
  const std::atomic<bool>* terminate = nullptr;
  bool replay = true;       ///< false: captured work is done again plainly
  bool synchronize = true;  ///< false: results on devices may still be on their way when the run returns
};

/// Runs all instructions of the frame's plan in order and waits for the devices where the plan must, or `control` says
/// so. An observer sees every instruction, also those that would be replayed. Throws what a node throws, with the node,
/// or the terminate error.
void execute(Frame& frame, const RunControl& control);

}  // namespace ort
