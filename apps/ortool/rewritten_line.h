#pragma once

#include <chrono>
#include <string>

namespace ortool {

/// One line on standard error that is rewritten. Silent when standard error is no terminal.
class RewrittenLine {
 public:
  /// `interval` is the shortest time between two texts; those that come sooner are not shown.
  explicit RewrittenLine(std::chrono::milliseconds interval);
  RewrittenLine(const RewrittenLine&) = delete;
  RewrittenLine& operator=(const RewrittenLine&) = delete;
  /// Clears the line.
  ~RewrittenLine();

  /// Whether a text would be shown now; for texts that are costly to make.
  bool is_due() const;

  /// Replaces what stands there, if it is due.
  void show(const std::string& text);

  /// Removes what stands there.
  void clear();

 private:
  const std::chrono::milliseconds interval_;
  const bool enabled_;
  std::chrono::steady_clock::time_point shown_;
};

}  // namespace ortool
