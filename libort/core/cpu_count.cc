#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <thread>

#include "libort/core/cpu_quota.h"
#include "ort/machine.h"

namespace ort {
namespace {

constexpr std::size_t kMostCpus = std::size_t{1} << 20;

/// 0 when the system does not tell.
int cpus_of_affinity() {
  int cpus = 0;
  for (std::size_t capacity = CPU_SETSIZE; cpus == 0 && capacity <= kMostCpus; capacity *= 2) {
    cpu_set_t* mask = CPU_ALLOC(capacity);
    if (mask == nullptr) break;
    if (sched_getaffinity(0, CPU_ALLOC_SIZE(capacity), mask) == 0) cpus = CPU_COUNT_S(CPU_ALLOC_SIZE(capacity), mask);
    CPU_FREE(mask);
  }
  return cpus;
}

}  // namespace

CpuCount count_cpus() {
  CpuCount count;
  count.online = static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
  count.affinity = cpus_of_affinity();
  if (count.affinity == 0) count.affinity = static_cast<int>(std::thread::hardware_concurrency());
  count.quota = cpu_quota();
  const double allowed = std::min<double>(count.affinity, count.quota.value_or(count.affinity));
  count.usable = std::max(1, static_cast<int>(allowed));
  return count;
}

}  // namespace ort
