#include "apps/ortool/memory_limit.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

#include "apps/ortool/errors.h"
#include "apps/ortool/number_text.h"
#include "apps/ortool/terminal_text.h"

namespace ortool {
namespace {

constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

/// The number in a one-line file of a cgroup; no limit when there is none or it says "max".
std::size_t limit_in(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return to_unsigned(line).value_or(kNoLimit);
}

/// Folder of this process's cgroup below the mount of version 2, such as "/user.slice"; "" when there is none.
std::string own_cgroup() {
  std::ifstream file("/proc/self/cgroup");
  std::string line;
  while (std::getline(file, line)) {
    if (line.starts_with("0::")) return line.substr(3);
  }
  return {};
}

std::size_t cgroup_limit() {
  std::size_t limit = limit_in("/sys/fs/cgroup/memory/memory.limit_in_bytes");
  std::string group = own_cgroup();
  for (;;) {
    limit = std::min(limit, limit_in("/sys/fs/cgroup" + group + "/memory.max"));
    const std::size_t slash = group.rfind('/');
    if (slash == std::string::npos) return limit;
    group.resize(slash);
  }
}

}  // namespace

std::size_t default_memory_limit() {
  const auto pages = static_cast<std::size_t>(std::max(1L, sysconf(_SC_PHYS_PAGES)));
  const auto page_size = static_cast<std::size_t>(std::max(1L, sysconf(_SC_PAGESIZE)));
  return std::min(pages * page_size, cgroup_limit()) / 5 * 4;
}

std::size_t parse_byte_count(std::string_view text, std::string_view flag) {
  constexpr std::string_view kUnits = "KMGT";
  std::string_view digits = text;
  std::size_t unit = std::string_view::npos;
  if (!digits.empty()) unit = kUnits.find(digits.back());
  if (unit != std::string_view::npos) digits.remove_suffix(1);
  const std::size_t shift = unit == std::string_view::npos ? 0 : 10 * (unit + 1);
  const auto count = to_unsigned(digits);
  if (!count || *count > (kNoLimit >> 1 >> shift)) {
    throw usage_error(fmt::format("{}: '{}' is no number of bytes, such as 512M or 2G", flag, printable(text)));
  }
  return *count << shift;
}

}  // namespace ortool
