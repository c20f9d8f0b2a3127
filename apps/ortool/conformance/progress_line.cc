#include "apps/ortool/conformance/progress_line.h"

#include <fmt/format.h>

namespace ortool {

ProgressLine::ProgressLine(std::size_t total) : total_(total), line_(std::chrono::milliseconds(100)) {}

void ProgressLine::advance(bool broken) {
  ++done_;
  if (broken) ++broken_;
  if (line_.is_due()) line_.show(fmt::format("{}/{} tests, {} failed", done_, total_, broken_));
}

}  // namespace ortool
