#pragma once

namespace ortool {

/// Something whose duration is measured, over and over, by one thread at a time.
class Task {
 public:
  Task() = default;
  Task(const Task&) = delete;
  Task& operator=(const Task&) = delete;
  virtual ~Task() = default;

  /// What has to be done before each `run` and does not count.
  virtual void prepare() {}

  /// What is measured. Throws ort::Error.
  virtual void run() = 0;
};

}  // namespace ortool
