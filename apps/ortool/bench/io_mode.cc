#include "apps/ortool/bench/io_mode.h"

#include <fmt/format.h>

#include "apps/ortool/errors.h"
#include "apps/ortool/terminal_text.h"

namespace ortool {

std::string_view io_mode_name(IoMode mode) {
  switch (mode) {
    case IoMode::kHost:
      return "host";
    case IoMode::kPinned:
      return "pinned";
    case IoMode::kDevice:
      return "device";
  }
  return "host";
}

IoMode parse_io_mode(std::string_view name) {
  for (const IoMode mode : {IoMode::kHost, IoMode::kPinned, IoMode::kDevice}) {
    if (io_mode_name(mode) == name) return mode;
  }
  throw usage_error(fmt::format("io '{}': host, pinned or device is needed", printable(name)));
}

}  // namespace ortool
