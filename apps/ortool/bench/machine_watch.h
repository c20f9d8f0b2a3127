#pragma once

#include <cstdint>
#include <optional>

namespace ortool {

/// What else happened on the machine while something was measured. Absent where the system does not tell.
struct MachineActivity {
  double seconds = 0;
  std::optional<double> other_cpus;    ///< CPUs that other processes kept busy, on average
  std::optional<double> own_cpus;      ///< CPUs that this process kept busy
  std::optional<double> stolen_cpus;   ///< CPUs that the hypervisor took away
  std::optional<double> load_average;  ///< over one minute, at the start
  std::optional<int64_t> throttled;    ///< times that a core was slowed for heat
  std::optional<double> temperature;   ///< of the hottest sensor at the end, in degrees Celsius
  std::optional<double> clock_mhz;     ///< mean over the CPUs at the end
};

/// Watches from when it is made.
class MachineWatch {
 public:
  MachineWatch();

  MachineActivity activity() const;

 private:
  struct Counters {
    std::optional<double> busy_seconds;
    std::optional<double> stolen_seconds;
    double own_seconds = 0;
    double clock_seconds = 0;
    std::optional<int64_t> throttled;
  };
  static Counters read();

  Counters start_;
  std::optional<double> load_average_;
};

}  // namespace ortool
