#include "apps/ortool/conformance/progress_line.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace ortool {
namespace {

constexpr std::chrono::milliseconds kInterval{100};
constexpr std::string_view kClearLine = "\r\x1b[K";

bool is_terminal() {
  const char* term = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && term != nullptr && std::string_view(term) != "dumb";
}

}  // namespace

ProgressLine::ProgressLine(std::size_t total) : total_(total), enabled_(is_terminal()) {}

ProgressLine::~ProgressLine() {
  if (enabled_) fmt::print(stderr, "{}", kClearLine);
}

void ProgressLine::advance(bool broken) {
  ++done_;
  if (broken) ++broken_;
  const auto now = std::chrono::steady_clock::now();
  if (!enabled_ || now - shown_ < kInterval) return;
  shown_ = now;
  fmt::print(stderr, "{}{}/{} tests, {} failed", kClearLine, done_, total_, broken_);
  std::fflush(stderr);
}

}  // namespace ortool
