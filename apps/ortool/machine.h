#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ort/machine.h"

namespace ortool {

/// Memory and the CPUs that it is close to.
struct NumaNode {
  int id = 0;
  std::string cpus;  ///< "0-31,64-95"
  int64_t memory_bytes = 0;
};

/// What this machine gives to this process; empty or absent where the system does not tell.
struct Machine {
  std::string cpu;                        ///< "Intel(R) Xeon(R) ..."
  std::vector<std::string> instructions;  ///< instruction sets that matter for kernels, as Linux names them
  ort::CpuCount cpus;
  std::vector<ort::CpuCache> caches;  ///< of the first CPU
  std::vector<NumaNode> numa_nodes;   ///< empty where memory is all alike
  std::string governor;               ///< of the first CPU: "performance"
  int64_t memory_bytes = 0;           ///< of the machine
  int64_t available_memory_bytes = 0;
  std::optional<int64_t> memory_quota_bytes;  ///< what the cgroup allows
  std::string system;                         ///< "Linux 6.1.0 x86_64"
};

Machine describe_machine();

}  // namespace ortool
