#include "apps/ortool/bench/caller_group.h"

#include <utility>

namespace ortool {

CallerGroup::~CallerGroup() {
  stop();
  join_threads();
}

void CallerGroup::start(std::function<void(std::size_t)> work) {
  threads_.reserve(callers_);
  for (std::size_t caller = 0; caller < callers_; ++caller) {
    threads_.emplace_back([this, work, caller] {
      try {
        work(caller);
      } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!error_) error_ = std::current_exception();
        stopped_ = true;
        all_here_.notify_all();
      }
    });
  }
}

void CallerGroup::wait_for_all() {
  std::unique_lock lock(mutex_);
  if (++here_ > callers_) all_here_.notify_all();
  all_here_.wait(lock, [this] { return here_ > callers_ || stopped_; });
}

void CallerGroup::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  all_here_.notify_all();
}

void CallerGroup::join_threads() {
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void CallerGroup::join() {
  join_threads();
  if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
}

}  // namespace ortool
