#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>

#include "libort/core/thread_pool.h"

namespace ort::cpu {

/// Short trials on the threads of a session. The best of them counts: what others do on the machine can only make a
/// trial slower.
class RateTrials {
 public:
  /// `threads` 0: as many as a session takes by default.
  explicit RateTrials(int threads) : pool_(threads) {}

  ThreadPool& pool() { return pool_; }
  int threads() const { return pool_.threads(); }

  /// Runs `body(thread)` for each of the first `threads` threads, all at the same time; the seconds that they need
  /// together. A thread that does not come in time makes a slow trial, not a wrong one.
  template <class Body>
  double seconds_together(int threads, const Body& body);

  /// The fewest seconds for one of the rounds that `run(rounds)` does and times: rounds are added until a trial is long
  /// enough to be timed.
  template <class Run>
  double best_seconds(const Run& run);

  /// Of the time in which threads were to work they had a CPU for this share: below 1 others wanted the CPUs too.
  double cpu_share() const {
    return wall_ns_ > 0 ? std::min(1.0, static_cast<double>(cpu_ns_) / static_cast<double>(wall_ns_)) : 1;
  }

 private:
  using Clock = std::chrono::steady_clock;
  using Seconds = std::chrono::duration<double>;

  /// When the first of several threads began and the last was done, in nanoseconds.
  struct Span {
    std::atomic<int64_t> begin{INT64_MAX};
    std::atomic<int64_t> end{0};
  };

  static constexpr Seconds kTrial{0.001};       ///< short: who competes for the CPUs leaves some trials alone
  static constexpr Seconds kTrials{0.08};       ///< all trials of a figure together, once there are kFewest
  static constexpr Seconds kLongestWait{0.02};  ///< for all threads to be there
  static constexpr int kFewest = 3;
  static constexpr int kMost = 40;

  static int64_t now(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
  }
  static void keep_smaller(std::atomic<int64_t>& kept, int64_t value) {
    int64_t old = kept;
    while (value < old && !kept.compare_exchange_weak(old, value)) {
    }
  }
  static void keep_larger(std::atomic<int64_t>& kept, int64_t value) {
    int64_t old = kept;
    while (value > old && !kept.compare_exchange_weak(old, value)) {
    }
  }
  template <class Body>
  void time_body(Span& span, int64_t thread, const Body& body);

  ThreadPool pool_;
  std::atomic<int64_t> cpu_ns_{0};
  std::atomic<int64_t> wall_ns_{0};
};

template <class Body>
double RateTrials::seconds_together(int threads, const Body& body) {
  std::atomic<int> arrived{0};
  Span span;
  pool_.parallel_for(threads, 1, [&](int64_t begin, int64_t end) {
    for (int64_t thread = begin; thread < end; ++thread) {
      ++arrived;
      const auto deadline = Clock::now() + kLongestWait;
      while (arrived < threads && Clock::now() < deadline) std::this_thread::yield();
      time_body(span, thread, body);
    }
  });
  wall_ns_ += threads * (span.end - span.begin);
  return static_cast<double>(span.end - span.begin) * 1e-9;
}

template <class Body>
void RateTrials::time_body(Span& span, int64_t thread, const Body& body) {
  const int64_t cpu_before = now(CLOCK_THREAD_CPUTIME_ID);
  const int64_t begin = now(CLOCK_MONOTONIC);
  body(thread);
  const int64_t end = now(CLOCK_MONOTONIC);
  cpu_ns_ += now(CLOCK_THREAD_CPUTIME_ID) - cpu_before;
  keep_smaller(span.begin, begin);
  keep_larger(span.end, end);
}

template <class Run>
double RateTrials::best_seconds(const Run& run) {
  int64_t rounds = 1;
  double seconds = run(rounds);
  while (seconds < kTrial.count() / 2) {
    const double factor = seconds > 0 ? kTrial.count() / seconds : 16;
    rounds = static_cast<int64_t>(static_cast<double>(rounds) * std::clamp(factor, 2.0, 16.0));
    seconds = run(rounds);
  }
  const auto deadline = Clock::now() + kTrials;
  double best = seconds;
  for (int trial = 1; trial < kMost && (trial < kFewest || Clock::now() < deadline); ++trial) {
    best = std::min(best, run(rounds));
  }
  return best / static_cast<double>(rounds);
}

}  // namespace ort::cpu
