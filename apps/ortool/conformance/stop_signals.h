#pragma once

namespace ortool {

/// While it lives, SIGINT, SIGTERM and SIGHUP do not end the process: they wait in a descriptor, so that children can
/// be ended and temporary files be removed first. One at a time, in a process of one thread.
class StopSignals {
 public:
  /// Throws std::system_error.
  StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  ~StopSignals();

  /// Readable, for poll, when a signal waits.
  int descriptor() const { return descriptor_; }

  /// Throws Interrupted when a signal waits, and takes it.
  void throw_if_stopped() const;

  /// Lets the signals act as before: in a forked child, too.
  static void restore();

 private:
  int descriptor_ = -1;
};

}  // namespace ortool
