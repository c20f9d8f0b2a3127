#pragma once

#include <memory>
#include <vector>

#include "apps/ortool/bench/io_mode.h"
#include "apps/ortool/bench/task.h"
#include "apps/ortool/values/input_arguments.h"
#include "ort/session.h"

namespace ortool {

/// A run of a session by one caller, with its inputs and outputs in place.
class SessionTask : public Task {
 public:
  /// The graph outputs of the last run, in their order, on the CPU; copies where they lie on a device.
  virtual std::vector<ort::OrtValue> outputs() const = 0;

  /// Whether every output tensor is written into the same memory again, so that a run allocates none for them.
  virtual bool reuses_outputs() const = 0;
};

/// Makes the task and runs it once or twice, so that the memory of the outputs is there. All arguments but `mode` must
/// outlive the task. Throws ort::Error: provider for pinned memory where no device of the session has any, and what
/// runs throw.
std::unique_ptr<SessionTask> make_session_task(const ort::InferenceSession& session, const Feed& feed, IoMode mode,
                                               const ort::RunOptions& options);

}  // namespace ortool
