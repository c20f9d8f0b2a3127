#pragma once

#include <atomic>
#include <vector>

#include "libort/exec/frame.h"

namespace ort {

/// Sees every instruction of a run, with the values as they lie in the frame.
class ExecutionObserver {
 public:
  virtual ~ExecutionObserver() = default;
  virtual void on_begin(const Instruction& instruction) = 0;
  virtual void on_end(const Instruction& instruction, const Frame& frame) = 0;
};

/// What one run may do besides computing.
struct RunControl {
  ExecutionObserver* observer = nullptr;
  const std::atomic<bool>* terminate = nullptr;
  bool replay = true;       ///< false: captured work is done again plainly
  bool synchronize = true;  ///< false: results on devices may still be on their way when the run returns
};

/// Runs all instructions of the frame's plan in order and waits for the devices where the plan must, or `control` says
/// so. An observer sees every instruction when its results are there. Throws what a node throws, with the node, or the
/// terminate error.
void execute(Frame& frame, const RunControl& control);

}  // namespace ort
