#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "ort/machine.h"

namespace ort {
namespace {

std::string first_line(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

/// The number that the text begins with, 0 for none; `rest` is what stands behind it.
int64_t leading_number(std::string_view text, std::string_view& rest) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  rest = text.substr(static_cast<std::size_t>(end - text.data()));
  return error == std::errc() ? number : 0;
}

/// "48K" or "32M" in bytes.
int64_t bytes_of(std::string_view size) {
  std::string_view unit;
  const int64_t number = leading_number(size, unit);
  return unit.starts_with('M') ? number << 20 : unit.starts_with('K') ? number << 10 : number;
}

/// How many CPUs a list such as "0-3,8" names.
int cpus_in(std::string_view list) {
  int64_t cpus = 0;
  while (!list.empty()) {
    std::string_view rest;
    const int64_t first = leading_number(list, rest);
    const int64_t last = rest.starts_with('-') ? leading_number(rest.substr(1), rest) : first;
    cpus += std::max<int64_t>(0, last - first + 1);
    if (!rest.starts_with(',')) break;
    list = rest.substr(1);
  }
  return static_cast<int>(std::clamp<int64_t>(cpus, 1, 1 << 20));
}

}  // namespace

std::vector<CpuCache> get_cpu_caches() {
  std::vector<CpuCache> caches;
  const std::filesystem::path folder = "/sys/devices/system/cpu/cpu0/cache";
  for (int i = 0;; ++i) {
    const std::filesystem::path place = folder / ("index" + std::to_string(i));
    const std::string level = first_line(place / "level");
    if (level.empty()) break;
    std::string_view rest;
    caches.push_back({.level = static_cast<int>(leading_number(level, rest)),
                      .type = first_line(place / "type"),
                      .bytes = bytes_of(first_line(place / "size")),
                      .shared_by = cpus_in(first_line(place / "shared_cpu_list"))});
  }
  std::ranges::stable_sort(caches, {}, &CpuCache::level);
  return caches;
}

}  // namespace ort
