#pragma once

#include <filesystem>
#include <optional>

namespace ort {

/// CPUs that the cgroup of this process may use, above 0; nothing without a quota. Looks at the group and all
/// groups above it, in cgroup v2 (`cpu.max`) and v1 (`cpu.cfs_quota_us`), also where a container sees only its own part
/// of the tree. `membership` lists the groups of the process, `root` is where the hierarchies are mounted.
std::optional<double> cpu_quota(const std::filesystem::path& membership = "/proc/self/cgroup",
                                const std::filesystem::path& root = "/sys/fs/cgroup");

}  // namespace ort
