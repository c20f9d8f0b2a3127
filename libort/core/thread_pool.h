#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace ort {

/// Non-owning reference to a callable; costs no allocation. The callable must outlive the call.
class RangeFunction {
 public:
  template <class F>
  RangeFunction(const F& function)  // NOLINT: meant to be made from lambdas in place
      : object_(&function),
        call_([](const void* object, int64_t begin, int64_t end) { (*static_cast<const F*>(object))(begin, end); }) {}
  void operator()(int64_t begin, int64_t end) const { call_(object_, begin, end); }

 private:
  const void* object_;
  void (*call_)(const void*, int64_t, int64_t);
};

/// Where the time of parallel loops went, as the thread sees it that started them.
struct LoopTimes {
  int64_t loops = 0;                ///< that were shared with workers
  int64_t distribute_ns = 0;        ///< opening loops and waking workers
  int64_t run_ns = 0;               ///< its own share
  int64_t wait_ns = 0;              ///< its own share done, workers still busy
  std::array<int64_t, 4> grains{};  ///< of the first loops
};

/// While it lives, the loops that this thread starts are timed. One at a time for a thread; the inner one counts.
class LoopRecorder {
 public:
  explicit LoopRecorder(LoopTimes& times);
  ~LoopRecorder();
  LoopRecorder(const LoopRecorder&) = delete;
  LoopRecorder& operator=(const LoopRecorder&) = delete;

 private:
  LoopTimes* outer_;
};

/// Threads of one session: the caller and `threads() - 1` workers.
class ThreadPool {
 public:
  struct Worker {
    uint64_t thread = 0;  ///< as pthread_self gives it
    int64_t loops = 0;    ///< that it had a share of
    int core = -1;        ///< where it ran when it last worked in a timed loop
  };

  /// `threads` 0: `default_thread_count()`. Fewer threads than asked for are used (with a warning) when the system
  /// refuses more.
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int threads() const;

  /// State of worker i, from 0 to `threads() - 2`.
  Worker worker(int i) const;

  /// Calls `function(begin, end)` on disjoint ranges that cover [0, total), each but the last a multiple of `grain`
  /// long, and returns when all are done. The cut into ranges of `grain` does not depend on the number of threads; a
  /// call may get several neighbouring ones. The first exception of a worker is thrown here. Nested calls, and calls
  /// while another thread uses the pool, run on the calling thread. Allocates nothing.
  void parallel_for(int64_t total, int64_t grain, RangeFunction function);

 private:
  class State;
  std::unique_ptr<State> state_;
};

/// CPUs of the affinity mask, at most what the cgroup's CPU quota (v1 and v2) allows, at least 1.
int default_thread_count();

}  // namespace ort
