#pragma once

#include <vector>

#include "libort/exec/executor.h"
#include "ort/observer.h"

namespace ort {

/// Shows a run of the executor to an observer of the public API.
class ObserverAdapter final : public ExecutionObserver {
 public:
  explicit ObserverAdapter(RunObserver& observer) : observer_(observer) {}
  void on_begin(const Instruction& instruction, const Frame& frame) override;
  void on_end(const Instruction& instruction, const Frame& frame) override;

 private:
  RunObserver& observer_;
  std::vector<OrtValue> inputs_;
  std::vector<OrtValue> outputs_;
};

}  // namespace ort
