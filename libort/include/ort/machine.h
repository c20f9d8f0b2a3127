#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ort {

/// How many CPUs this process may use at once, and how that was counted.
struct CpuCount {
  int online = 0;               ///< CPUs of the machine that are on
  int affinity = 0;             ///< those that this process may run on
  std::optional<double> quota;  ///< CPUs that the cgroup allows (v1 or v2, the smallest on the way to the root)
  int usable = 1;               ///< the smaller of affinity and quota, at least 1: threads of a session by default
};

CpuCount count_cpus();

/// "AMD EPYC 9354 32-Core Processor"; empty where the system does not tell.
std::string get_cpu_name();

/// A cache of the first CPU, as Linux describes it.
struct CpuCache {
  int level = 0;      ///< 1, 2, 3, ...
  std::string type;   ///< "Data", "Instruction" or "Unified"
  int64_t bytes = 0;  ///< of one such cache
  int shared_by = 1;  ///< CPUs that share it
};

/// Nearest first; empty where the system does not tell.
std::vector<CpuCache> get_cpu_caches();

/// Physical memory of this process, in bytes; 0 where the system does not tell.
struct ProcessMemory {
  int64_t resident = 0;
  int64_t peak = 0;  ///< the most that it ever was; not that of a parent before it
};

ProcessMemory get_process_memory();

/// What one level of memory hands over, in 10^9 bytes a second. A copy counts the bytes that are read and those that
/// are written.
struct Bandwidth {
  double read = 0;
  double write = 0;
  double copy = 0;
};

/// A level of memory: a cache, or the memory behind all of them.
struct MemoryLevel {
  std::string name;     ///< "L1", "L2", ..., "DRAM"
  int64_t bytes = 0;    ///< of one such cache; 0 for DRAM
  bool shared = false;  ///< between CPUs
  Bandwidth all_threads = {};
  Bandwidth one_thread = {};
};

/// What a machine can do at best, measured with the threads and the instruction set that sessions use.
struct MachineRates {
  std::string isa;  ///< "generic", "avx2", "avx512"
  int threads = 1;
  /// 10^9 operations a second by element type ("float", "double"): multiplications with additions behind them, each of
  /// which counts as two.
  std::map<std::string, double> gflops;
  std::map<std::string, double> gflops_one_thread;
  std::vector<MemoryLevel> memory;  ///< nearest first, DRAM last
  double fork_join_us = 0;          ///< of a loop in which every thread of a session takes part and does nothing
  /// Of the time of measuring, the share in which the threads had a CPU; below 1 others wanted the CPUs too, and the
  /// figures with all threads may be too low.
  double cpu_share = 1;
};

/// Measures for two seconds or so, with all threads busy: each figure is the best of several short trials. `threads` 0:
/// as many as a session takes by default. Throws RUNTIME_EXCEPTION (limit) when there is no memory to measure in.
MachineRates measure_machine_rates(int threads = 0);

}  // namespace ort
