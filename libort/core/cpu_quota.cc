#include "libort/core/cpu_quota.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace ort {
namespace {

namespace fs = std::filesystem;

std::string first_line(const fs::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::optional<int64_t> positive_number(std::string_view text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value <= 0) return std::nullopt;
  return value;
}

std::optional<double> cpus_of(std::string_view quota, std::string_view period) {
  const std::optional<int64_t> allowed = positive_number(quota);
  const std::optional<int64_t> every = positive_number(period);
  if (!allowed || !every) return std::nullopt;
  return static_cast<double>(*allowed) / static_cast<double>(*every);
}

/// "200000 100000" or "max 100000".
std::optional<double> quota_v2(const fs::path& group) {
  const std::string line = first_line(group / "cpu.max");
  const std::size_t space = line.find(' ');
  if (space == std::string::npos) return std::nullopt;
  return cpus_of(std::string_view(line).substr(0, space), std::string_view(line).substr(space + 1));
}

std::optional<double> quota_v1(const fs::path& group) {
  return cpus_of(first_line(group / "cpu.cfs_quota_us"), first_line(group / "cpu.cfs_period_us"));
}

/// The smallest quota of `group` below `mount` and of the groups above it, the mount itself included.
std::optional<double> smallest_quota(const fs::path& mount, fs::path group,
                                     std::optional<double> (*read)(const fs::path&)) {
  std::optional<double> smallest = read(mount);
  for (group = group.relative_path(); !group.empty(); group = group.parent_path()) {
    const std::optional<double> quota = read(mount / group);
    if (quota) smallest = std::min(smallest.value_or(*quota), *quota);
  }
  return smallest;
}

bool lists_controller(std::string_view controllers, std::string_view wanted) {
  while (!controllers.empty()) {
    const std::size_t comma = std::min(controllers.find(','), controllers.size());
    if (controllers.substr(0, comma) == wanted) return true;
    controllers.remove_prefix(std::min(comma + 1, controllers.size()));
  }
  return false;
}

}  // namespace

std::optional<double> cpu_quota(const fs::path& membership, const fs::path& root) {
  std::ifstream file(membership);
  std::optional<double> smallest;
  for (std::string line; std::getline(file, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const fs::path group = line.substr(second + 1);
    std::optional<double> quota;
    if (controllers.empty()) quota = smallest_quota(root, group, quota_v2);
    if (lists_controller(controllers, "cpu")) {
      quota = smallest_quota(root / controllers, group, quota_v1);
      if (!quota) quota = smallest_quota(root / "cpu", group, quota_v1);
    }
    if (quota) smallest = std::min(smallest.value_or(*quota), *quota);
  }
  return smallest;
}

}  // namespace ort
