#pragma once

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "apps/ortool/conformance/case_result.h"

namespace ortool {

/// A forked child that runs one numbered test after the other and reports each result. Made while the process has one
/// thread; the child starts with nothing but copies of what its parent had.
class WorkerProcess {
 public:
  using RunTest = std::function<CaseResult(std::size_t test)>;

  /// `in_child` runs first in the child, to close what belongs to its siblings. Throws std::system_error.
  WorkerProcess(const RunTest& run_test, const std::function<void()>& in_child);
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;
  /// Ends the child, at once.
  ~WorkerProcess();

  /// Hands a test over. False when the child is dead.
  bool start(std::size_t test);

  /// The result of the test that was started, once `descriptor` is readable; nothing when the child died instead, or
  /// wrote what is no result.
  std::optional<CaseResult> receive();

  /// Kills the child and says how it had ended: "SIGSEGV", "exit code 1".
  std::string end();

  /// Readable, for poll, when there is a result or the child is dead.
  int descriptor() const { return socket_; }

  void close_descriptor();

 private:
  int socket_ = -1;
  pid_t child_ = -1;
};

}  // namespace ortool
