#include "apps/ortool/rewritten_line.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "apps/ortool/terminal_text.h"

namespace ortool {
namespace {

constexpr std::string_view kClearLine = "\r\x1b[K";

bool is_terminal() {
  const char* term = std::getenv("TERM");
  return isatty(STDERR_FILENO) == 1 && term != nullptr && std::string_view(term) != "dumb";
}

}  // namespace

RewrittenLine::RewrittenLine(std::chrono::milliseconds interval) : interval_(interval), enabled_(is_terminal()) {}

RewrittenLine::~RewrittenLine() { clear(); }

bool RewrittenLine::is_due() const { return enabled_ && std::chrono::steady_clock::now() - shown_ >= interval_; }

void RewrittenLine::show(const std::string& text) {
  if (!is_due()) return;
  shown_ = std::chrono::steady_clock::now();
  fmt::print(stderr, "{}{}", kClearLine, printable(text));
  std::fflush(stderr);
}

void RewrittenLine::clear() {
  if (!enabled_) return;
  fmt::print(stderr, "{}", kClearLine);
  std::fflush(stderr);
}

}  // namespace ortool
