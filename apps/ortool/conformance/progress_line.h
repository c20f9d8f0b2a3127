#pragma once

#include <chrono>
#include <cstddef>

namespace ortool {

/// One line on standard error that is rewritten while the tests run, at most ten times a second. Silent when standard
/// error is no terminal.
class ProgressLine {
 public:
  explicit ProgressLine(std::size_t total);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  /// Clears the line.
  ~ProgressLine();

  /// A test has ended.
  void advance(bool broken);

 private:
  const std::size_t total_;
  const bool enabled_;
  std::size_t done_ = 0;
  std::size_t broken_ = 0;
  std::chrono::steady_clock::time_point shown_;
};

}  // namespace ortool
