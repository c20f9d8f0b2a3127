#include "apps/ortool/conformance/worker_pool.h"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "apps/ortool/conformance/worker_process.h"

namespace ortool {
namespace {

using Clock = std::chrono::steady_clock;

/// A place where one test runs at a time; its process is replaced when it dies.
struct Slot {
  std::unique_ptr<WorkerProcess> process;
  std::optional<std::size_t> test;
  std::size_t finished = 0;  ///< tests that this process has finished
  Clock::time_point start;
};

class WorkerPool {
 public:
  WorkerPool(std::size_t count, const WorkerPoolOptions& options,
             const std::function<CaseResult(std::size_t)>& run_test,
             const std::function<void(std::size_t, const CaseResult&)>& on_result)
      : count_(count),
        time_limit_(std::chrono::duration_cast<Clock::duration>(options.time_limit)),
        run_test_(run_test),
        on_result_(on_result),
        slots_(std::clamp<std::size_t>(options.workers, 1, std::max<std::size_t>(1, count))) {}

  void run(const StopSignals& stop) {
    for (Slot& slot : slots_) start_next(slot);
    while (std::any_of(slots_.begin(), slots_.end(), [](const Slot& slot) { return slot.test.has_value(); })) {
      wait(stop);
      stop.throw_if_stopped();
      for (Slot& slot : slots_) {
        if (slot.test) check(slot);
      }
    }
  }

 private:
  void start_process(Slot& slot) {
    slot.finished = 0;
    slot.process = std::make_unique<WorkerProcess>(run_test_, [this] {
      for (Slot& other : slots_) {
        if (other.process) other.process->close_descriptor();
      }
    });
  }

  void start_next(Slot& slot) {
    slot.test.reset();
    if (next_ == count_) return slot.process.reset();
    if (!slot.process) start_process(slot);
    slot.test = next_++;
    slot.start = Clock::now();
    if (slot.process->start(*slot.test)) return;
    slot.process.reset();
    start_process(slot);
    slot.process->start(*slot.test);
  }

  void wait(const StopSignals& stop) const {
    std::vector<pollfd> sources = {{stop.descriptor(), POLLIN, 0}};
    Clock::time_point deadline = Clock::time_point::max();
    for (const Slot& slot : slots_) {
      if (!slot.test) continue;
      sources.push_back({slot.process->descriptor(), POLLIN, 0});
      deadline = std::min(deadline, slot.start + time_limit_);
    }
    const int64_t left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    const int timeout = static_cast<int>(std::clamp<int64_t>(left, 0, INT_MAX));
    if (poll(sources.data(), sources.size(), timeout) < 0 && errno != EINTR) {
      throw std::system_error(errno, std::generic_category(), "cannot wait for worker processes");
    }
  }

  /// Takes the slot's result if there is one, or notes that its process died or is over time.
  void check(Slot& slot) {
    pollfd source = {slot.process->descriptor(), POLLIN, 0};
    const auto taken = Clock::now() - slot.start;
    if (poll(&source, 1, 0) > 0) {
      if (const auto result = slot.process->receive()) {
        ++slot.finished;
        return finish(slot, *result);
      }
      const std::string how = slot.process->end();
      std::string detail = fmt::format("the worker process ended with {}", how);
      if (slot.finished > 0) detail += fmt::format(", after {} other tests", slot.finished);
      return replace(slot, {CaseStatus::kCrashed, seconds(taken), std::move(detail), {}, {}});
    }
    if (taken < time_limit_) return;
    replace(slot, {CaseStatus::kTimeout,
                   seconds(taken),
                   fmt::format("no result after {} s (--timeout)", seconds(time_limit_)),
                   {},
                   {}});
  }

  static double seconds(Clock::duration duration) { return std::chrono::duration<double>(duration).count(); }

  void replace(Slot& slot, const CaseResult& result) {
    slot.process.reset();
    finish(slot, result);
  }

  void finish(Slot& slot, const CaseResult& result) {
    on_result_(*slot.test, result);
    start_next(slot);
  }

  const std::size_t count_;
  const Clock::duration time_limit_;
  const std::function<CaseResult(std::size_t)>& run_test_;
  const std::function<void(std::size_t, const CaseResult&)>& on_result_;
  std::vector<Slot> slots_;
  std::size_t next_ = 0;
};

}  // namespace

void run_in_workers(std::size_t count, const WorkerPoolOptions& options,
                    const std::function<CaseResult(std::size_t)>& run_test,
                    const std::function<void(std::size_t, const CaseResult&)>& on_result, const StopSignals& stop) {
  WorkerPool(count, options, run_test, on_result).run(stop);
}

}  // namespace ortool
