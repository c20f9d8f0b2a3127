#include "apps/ortool/notice.h"

#include <fmt/format.h>

#include <cstdio>
#include <mutex>
#include <set>

#include "apps/ortool/terminal_text.h"

namespace ortool {

void notice(const std::string& message) {
  static std::mutex mutex;
  static std::set<std::string> told;
  const std::lock_guard lock(mutex);
  if (!told.insert(message).second) return;
  fmt::print(stderr, "ortool: note: {}\n", printable(message, 4096));
}

}  // namespace ortool
