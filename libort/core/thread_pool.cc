#include "libort/core/thread_pool.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "libort/core/logging.h"
#include "ort/machine.h"

namespace ort {
namespace {

/// How long a thread looks for work before it sleeps: longer than the gap between two nodes of a model, short enough to
/// leave the CPU to others.
constexpr std::chrono::microseconds kSpin(50);
constexpr int kPausesPerLook = 32;
/// Claims per thread and loop: enough to level out uneven ranges, few enough to keep the counter quiet.
constexpr int64_t kClaimsPerThread = 8;

void pause_cpu() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

/// True as soon as `ready()` is, false after kSpin.
template <class Ready>
bool spin_until(const Ready& ready) {
  const auto end = std::chrono::steady_clock::now() + kSpin;
  do {
    for (int pause = 0; pause < kPausesPerLook; ++pause) {
      if (ready()) return true;
      pause_cpu();
    }
  } while (std::chrono::steady_clock::now() < end);
  return ready();
}

thread_local LoopTimes* recorded_times = nullptr;

int64_t nanoseconds_between(std::chrono::steady_clock::time_point begin, std::chrono::steady_clock::time_point end) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(end - begin).count();
}

}  // namespace

LoopRecorder::LoopRecorder(LoopTimes& times) : outer_(recorded_times) { recorded_times = &times; }
LoopRecorder::~LoopRecorder() { recorded_times = outer_; }

/// One loop at a time: the caller fills in the loop, opens it, works, closes it and waits until no worker is inside.
/// A worker first enters and then looks whether a loop is open, the caller first closes and then looks who is inside;
/// both in sequentially consistent order, so that a worker inside an open loop can rely on its fields. Sleepers are
/// announced and looked for in the same manner, so that no wake-up is lost.
class ThreadPool::State {
 public:
  explicit State(int workers);
  ~State();

  int workers() const { return static_cast<int>(threads_.size()); }
  Worker worker(int i) const;
  bool acquire() { return !busy_.exchange(true); }
  void release() { busy_.store(false); }
  void run(int64_t total, int64_t grain, const RangeFunction& function);

 private:
  /// What a worker says about itself.
  struct alignas(64) Tally {
    std::atomic<uint64_t> thread{0};
    std::atomic<int64_t> loops{0};
    std::atomic<int> core{-1};
  };

  void work(Tally& tally);
  void run_timed(LoopTimes& times);
  void wait_for_loop(uint64_t done);
  void process_ranges() noexcept;
  void leave();
  void wake(int64_t wanted);
  void wait_for_workers();
  /// Returns when whoever was about to sleep does sleep, so that a notification reaches it.
  void pass_mutex() { const std::lock_guard lock(mutex_); }

  std::vector<Tally> tallies_;
  std::vector<std::thread> threads_;
  std::atomic<bool> busy_{false};

  const RangeFunction* function_ = nullptr;
  int64_t total_ = 0;
  int64_t grain_ = 0;
  int64_t ranges_ = 0;
  int64_t claim_ = 0;
  uint64_t loops_ = 0;
  bool is_timed_ = false;
  std::exception_ptr error_;

  alignas(64) std::atomic<int64_t> next_{0};
  alignas(64) std::atomic<uint64_t> open_{0};  ///< number of the open loop; 0: none
  std::atomic<bool> stop_{false};
  std::atomic<bool> failed_{false};
  std::atomic<int> sleepers_{0};
  std::atomic<bool> caller_sleeps_{false};
  alignas(64) std::atomic<int> inside_{0};

  std::mutex mutex_;
  std::condition_variable loop_opened_;
  std::condition_variable all_left_;
};

ThreadPool::State::State(int workers) : tallies_(static_cast<std::size_t>(workers)) {
  try {
    threads_.reserve(tallies_.size());
    while (threads_.size() < tallies_.size()) {
      Tally& tally = tallies_[threads_.size()];
      threads_.emplace_back([this, &tally] { work(tally); });
      tally.thread = threads_.back().native_handle();
    }
  } catch (const std::exception& error) {
    Logger().warning("only " + std::to_string(threads_.size() + 1) + " of " + std::to_string(workers + 1) +
                     " threads could be started: " + error.what());
  }
}

ThreadPool::State::~State() {
  stop_ = true;
  pass_mutex();
  loop_opened_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void ThreadPool::State::run(int64_t total, int64_t grain, const RangeFunction& function) {
  function_ = &function;
  total_ = total;
  grain_ = grain;
  ranges_ = (total - 1) / grain + 1;
  claim_ = std::max<int64_t>(1, ranges_ / ((workers() + 1) * kClaimsPerThread));
  next_ = 0;
  failed_ = false;
  is_timed_ = recorded_times != nullptr;
  if (is_timed_) {
    run_timed(*recorded_times);
  } else {
    open_ = ++loops_;
    wake(ranges_ - 1);
    process_ranges();
    open_ = 0;
    wait_for_workers();
  }
  if (failed_) std::rethrow_exception(std::exchange(error_, nullptr));
}

void ThreadPool::State::run_timed(LoopTimes& times) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point begin = Clock::now();
  open_ = ++loops_;
  wake(ranges_ - 1);
  const Clock::time_point distributed = Clock::now();
  process_ranges();
  const Clock::time_point done = Clock::now();
  open_ = 0;
  wait_for_workers();
  const Clock::time_point end = Clock::now();
  if (times.loops < static_cast<int64_t>(times.grains.size()))
    times.grains[static_cast<std::size_t>(times.loops)] = grain_;
  ++times.loops;
  times.distribute_ns += nanoseconds_between(begin, distributed);
  times.run_ns += nanoseconds_between(distributed, done);
  times.wait_ns += nanoseconds_between(done, end);
}

ThreadPool::Worker ThreadPool::State::worker(int i) const {
  const Tally& tally = tallies_[static_cast<std::size_t>(i)];
  return {tally.thread.load(std::memory_order_relaxed), tally.loops.load(std::memory_order_relaxed),
          tally.core.load(std::memory_order_relaxed)};
}

void ThreadPool::State::work(Tally& tally) {
  uint64_t done = 0;
  while (true) {
    wait_for_loop(done);
    if (stop_) return;
    inside_.fetch_add(1);
    const uint64_t loop = open_;
    if (loop != 0 && loop != done) {
      tally.loops.store(tally.loops.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
      if (is_timed_) tally.core.store(sched_getcpu(), std::memory_order_relaxed);
      process_ranges();
      done = loop;
    }
    leave();
  }
}

void ThreadPool::State::wait_for_loop(uint64_t done) {
  const auto ready = [this, done] {
    const uint64_t loop = open_;
    return stop_ || (loop != 0 && loop != done);
  };
  if (spin_until(ready)) return;
  std::unique_lock lock(mutex_);
  sleepers_.fetch_add(1);
  loop_opened_.wait(lock, ready);
  sleepers_.fetch_sub(1);
}

void ThreadPool::State::process_ranges() noexcept {
  try {
    while (!failed_.load(std::memory_order_relaxed)) {
      const int64_t first = next_.fetch_add(claim_, std::memory_order_relaxed);
      if (first >= ranges_) return;
      const int64_t last = std::min(ranges_, first + claim_);
      (*function_)(first * grain_, last == ranges_ ? total_ : last * grain_);
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    if (!failed_.exchange(true)) error_ = std::current_exception();
  }
}

void ThreadPool::State::leave() {
  if (inside_.fetch_sub(1) != 1 || !caller_sleeps_) return;
  pass_mutex();
  all_left_.notify_one();
}

void ThreadPool::State::wake(int64_t wanted) {
  const int sleepers = sleepers_;
  if (sleepers == 0) return;
  pass_mutex();
  if (wanted >= sleepers) {
    loop_opened_.notify_all();
  } else {
    for (int64_t worker = 0; worker < wanted; ++worker) loop_opened_.notify_one();
  }
}

void ThreadPool::State::wait_for_workers() {
  const auto left = [this] { return inside_ == 0; };
  if (spin_until(left)) return;
  std::unique_lock lock(mutex_);
  caller_sleeps_ = true;
  all_left_.wait(lock, left);
  caller_sleeps_ = false;
}

ThreadPool::ThreadPool(int threads)
    : state_(std::make_unique<State>((threads > 0 ? threads : default_thread_count()) - 1)) {}

ThreadPool::~ThreadPool() = default;

int ThreadPool::threads() const { return state_->workers() + 1; }

ThreadPool::Worker ThreadPool::worker(int i) const { return state_->worker(i); }

void ThreadPool::parallel_for(int64_t total, int64_t grain, RangeFunction function) {
  if (total <= 0) return;
  grain = std::max<int64_t>(grain, 1);
  if (total <= grain || state_->workers() == 0 || !state_->acquire()) {
    function(0, total);
    return;
  }
  struct Release {
    State& state;
    ~Release() { state.release(); }
  } const release{*state_};
  state_->run(total, grain, function);
}

int default_thread_count() { return count_cpus().usable; }

}  // namespace ort
