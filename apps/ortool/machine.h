#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ortool {

/// What this machine gives to this process; empty or absent where the system does not tell.
struct Machine {
  std::string cpu;                        ///< "Intel(R) Xeon(R) ..."
  std::vector<std::string> instructions;  ///< instruction sets that matter for kernels, as Linux names them
  int online_cpus = 0;
  int usable_cpus = 0;              ///< by the affinity of this process
  std::optional<double> cpu_quota;  ///< CPUs that the cgroup allows; nothing without a quota
  std::vector<std::string> caches;  ///< of the first CPU: "L1 Data 48K"
  std::string governor;             ///< of the first CPU: "performance"
  int64_t memory_bytes = 0;         ///< of the machine
  int64_t available_memory_bytes = 0;
  std::optional<int64_t> memory_quota_bytes;  ///< what the cgroup allows
  std::string system;                         ///< "Linux 6.1.0 x86_64"
};

Machine describe_machine();

/// CPUs that this process may use at once: by its affinity and the quota of its cgroup, at least 1.
int available_cpus();

}  // namespace ortool
