#pragma once

#include <cstddef>

#include "apps/ortool/rewritten_line.h"

namespace ortool {

/// One line on standard error that is rewritten while the tests run, at most ten times a second. Silent when standard
/// error is no terminal.
class ProgressLine {
 public:
  explicit ProgressLine(std::size_t total);

  /// A test has ended.
  void advance(bool broken);

 private:
  const std::size_t total_;
  RewrittenLine line_;
  std::size_t done_ = 0;
  std::size_t broken_ = 0;
};

}  // namespace ortool
