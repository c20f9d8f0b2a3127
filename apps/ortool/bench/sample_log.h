#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace ortool {

/// Durations in nanoseconds, written by one thread while another may read those that are there. Memory for all of them
/// is reserved when it is made and touched as they come: adding one allocates nothing.
class SampleLog {
 public:
  explicit SampleLog(std::size_t capacity) : capacity_(capacity), samples_(new int64_t[capacity]) {}

  std::size_t capacity() const { return capacity_; }
  std::size_t size() const { return size_.load(std::memory_order_acquire); }
  bool is_full() const { return size() == capacity_; }

  /// Not when it is full.
  void add(int64_t nanoseconds) {
    const std::size_t position = size_.load(std::memory_order_relaxed);
    samples_[position] = nanoseconds;
    size_.store(position + 1, std::memory_order_release);
  }

  void clear() { size_.store(0, std::memory_order_release); }

  /// What is there now, in seconds, appended to `seconds`.
  void append_to(std::vector<double>& seconds) const {
    constexpr double kSecondsPerNanosecond = 1e-9;
    const std::size_t count = size();
    seconds.reserve(seconds.size() + count);
    for (std::size_t i = 0; i < count; ++i) {
      seconds.push_back(static_cast<double>(samples_[i]) * kSecondsPerNanosecond);
    }
  }

 private:
  const std::size_t capacity_;
  std::unique_ptr<int64_t[]> samples_;
  std::atomic<std::size_t> size_{0};
};

}  // namespace ortool
