#include "apps/ortool/notice.h"

#include <fmt/format.h>

#include <cstdio>

#include "apps/ortool/terminal_text.h"

namespace ortool {

void notice(const std::string& message) { fmt::print(stderr, "ortool: note: {}\n", printable(message, 4096)); }

}  // namespace ortool
