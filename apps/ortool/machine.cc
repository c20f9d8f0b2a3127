#include "apps/ortool/machine.h"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string_view>

#include "apps/ortool/number_text.h"

namespace ortool {
namespace {

using std::filesystem::path;

constexpr std::array<std::string_view, 12> kInstructionSets = {"sse4_2",      "avx",         "f16c",     "fma",
                                                               "avx2",        "avx_vnni",    "avx512f",  "avx512_vnni",
                                                               "avx512_bf16", "avx512_fp16", "amx_int8", "amx_bf16"};

std::string first_line(const path& file_path) {
  std::ifstream file(file_path);
  std::string line;
  std::getline(file, line);
  return line;
}

/// What stands behind `key` and its colon in the first such line of a file like /proc/cpuinfo.
std::string field(const path& file_path, std::string_view key) {
  std::ifstream file(file_path);
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(':');
    if (!line.starts_with(key) || colon == std::string::npos) continue;
    const std::size_t value = line.find_first_not_of(" \t", colon + 1);
    return value == std::string::npos ? "" : line.substr(value);
  }
  return {};
}

std::vector<std::string> words(const std::string& text) {
  std::istringstream stream(text);
  return {std::istream_iterator<std::string>(stream), {}};
}

int64_t memory_field(std::string_view key) {
  const std::vector<std::string> parts = words(field("/proc/meminfo", key));
  return parts.empty() ? 0 : static_cast<int64_t>(to_unsigned(parts.front()).value_or(0)) * 1024;
}

std::vector<std::string> instruction_sets() {
  const std::vector<std::string> flags = words(field("/proc/cpuinfo", "flags"));
  std::vector<std::string> known;
  for (const std::string_view name : kInstructionSets) {
    if (std::find(flags.begin(), flags.end(), name) != flags.end()) known.emplace_back(name);
  }
  return known;
}

/// Nothing on machines with one node.
std::vector<NumaNode> numa_nodes() {
  std::vector<NumaNode> nodes;
  const path folder = "/sys/devices/system/node";
  for (int id = 0;; ++id) {
    const path place = folder / fmt::format("node{}", id);
    const std::string cpus = first_line(place / "cpulist");
    if (cpus.empty()) break;
    const std::vector<std::string> total = words(field(place / "meminfo", fmt::format("Node {} MemTotal", id)));
    const auto kibibytes = total.empty() ? std::nullopt : to_integer(total.front());
    nodes.push_back({id, cpus, kibibytes.value_or(0) * 1024});
  }
  if (nodes.size() < 2) nodes.clear();
  return nodes;
}

/// The groups of this process in the cgroup hierarchy of version 2, from its own up to the root.
std::vector<path> own_cgroups() {
  const path root = "/sys/fs/cgroup";
  std::vector<path> groups;
  std::ifstream file("/proc/self/cgroup");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("0::")) continue;
    for (path group = path(line.substr(3)).relative_path(); !group.empty(); group = group.parent_path()) {
      groups.push_back(root / group);
    }
  }
  groups.push_back(root);
  return groups;
}

/// Version 1 writes a number beyond all memory where there is no limit.
std::optional<int64_t> memory_quota(int64_t memory_bytes) {
  std::vector<std::string> limits = {first_line("/sys/fs/cgroup/memory/memory.limit_in_bytes")};
  for (const path& group : own_cgroups()) limits.push_back(first_line(group / "memory.max"));
  std::optional<int64_t> smallest;
  for (const std::string& limit : limits) {
    const auto bytes = to_integer(limit);
    if (bytes && *bytes < smallest.value_or(memory_bytes)) smallest = bytes;
  }
  return smallest;
}

std::string system_name() {
  utsname name{};
  return uname(&name) == 0 ? fmt::format("{} {} {}", name.sysname, name.release, name.machine) : "";
}

}  // namespace

Machine describe_machine() {
  Machine machine;
  machine.cpu = ort::get_cpu_name();
  machine.instructions = instruction_sets();
  machine.cpus = ort::count_cpus();
  machine.caches = ort::get_cpu_caches();
  machine.numa_nodes = numa_nodes();
  machine.governor = first_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
  machine.memory_bytes = memory_field("MemTotal");
  machine.available_memory_bytes = memory_field("MemAvailable");
  machine.memory_quota_bytes = memory_quota(machine.memory_bytes);
  machine.system = system_name();
  return machine;
}

}  // namespace ortool
