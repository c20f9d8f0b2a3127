#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace ortool {

/// Threads that do the same work at the same time, such as the callers of a session.
class CallerGroup {
 public:
  explicit CallerGroup(std::size_t callers) : callers_(callers) {}
  CallerGroup(const CallerGroup&) = delete;
  CallerGroup& operator=(const CallerGroup&) = delete;
  /// Stops and joins.
  ~CallerGroup();

  /// Starts a thread for each caller. What `work` throws stops all of them and is kept.
  void start(std::function<void(std::size_t caller)> work);

  /// Once, by every caller and by the thread that started them: waits until all are here, or one failed or stopped.
  void wait_for_all();

  bool is_stopped() const { return stopped_; }

  /// Asks the callers to end, which they notice by `is_stopped`.
  void stop();

  /// Waits for the callers. Throws what one of them threw.
  void join();

 private:
  void join_threads();

  const std::size_t callers_;
  std::vector<std::thread> threads_;
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;
  std::condition_variable all_here_;
  std::size_t here_ = 0;
  std::exception_ptr error_;
};

}  // namespace ortool
