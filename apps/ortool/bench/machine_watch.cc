#include "apps/ortool/bench/machine_watch.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "apps/ortool/number_text.h"

namespace ortool {
namespace {

using std::filesystem::path;

std::optional<double> number_in(const path& file_path) {
  std::ifstream file(file_path);
  std::string word;
  file >> word;
  return to_number(word);
}

/// The first line of /proc/stat in seconds: user, nice, system, idle, iowait, irq, softirq, steal.
std::vector<double> cpu_seconds() {
  const auto ticks_per_second = static_cast<double>(sysconf(_SC_CLK_TCK));
  std::ifstream file("/proc/stat");
  std::string word;
  file >> word;
  std::vector<double> seconds;
  while (seconds.size() < 8 && file >> word) {
    const auto ticks = to_number(word);
    if (!ticks) break;
    seconds.push_back(*ticks / ticks_per_second);
  }
  return seconds;
}

double own_cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Paths `folder`/`prefix`N/`rest` that exist, N = 0, 1, ...
std::vector<path> numbered(const path& folder, std::string_view prefix, const path& rest) {
  std::vector<path> found;
  std::error_code error;
  for (int i = 0;; ++i) {
    const path entry = folder / (std::string(prefix) + std::to_string(i));
    if (!std::filesystem::exists(entry, error)) return found;
    found.push_back(entry / rest);
  }
}

std::optional<int64_t> throttle_count() {
  std::optional<int64_t> sum;
  for (const path& file : numbered("/sys/devices/system/cpu", "cpu", "thermal_throttle/core_throttle_count")) {
    if (const auto count = number_in(file)) sum = sum.value_or(0) + static_cast<int64_t>(*count);
  }
  return sum;
}

std::optional<double> hottest() {
  constexpr double kDegreesPerUnit = 1e-3;
  std::optional<double> highest;
  for (const path& file : numbered("/sys/class/thermal", "thermal_zone", "temp")) {
    if (const auto value = number_in(file)) highest = std::max(highest.value_or(*value), *value);
  }
  return highest ? std::optional(*highest * kDegreesPerUnit) : std::nullopt;
}

std::optional<double> mean_clock_mhz() {
  std::ifstream file("/proc/cpuinfo");
  double sum = 0;
  int count = 0;
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("cpu MHz")) continue;
    const std::size_t first = line.find_first_of("0123456789");
    const auto value = first == std::string::npos ? std::nullopt : to_number(std::string_view(line).substr(first));
    if (!value) continue;
    sum += *value;
    ++count;
  }
  return count > 0 ? std::optional(sum / count) : std::nullopt;
}

}  // namespace

MachineWatch::Counters MachineWatch::read() {
  constexpr std::size_t kIdle = 3;
  constexpr std::size_t kWaiting = 4;
  constexpr std::size_t kStolen = 7;
  Counters counters;
  const std::vector<double> cpu = cpu_seconds();
  for (std::size_t i = 0; i < std::min(cpu.size(), kStolen); ++i) {
    if (i != kIdle && i != kWaiting) counters.busy_seconds = counters.busy_seconds.value_or(0) + cpu[i];
  }
  if (cpu.size() > kStolen) counters.stolen_seconds = cpu[kStolen];
  counters.own_seconds = own_cpu_seconds();
  counters.clock_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  counters.throttled = throttle_count();
  return counters;
}

MachineWatch::MachineWatch() : start_(read()), load_average_(number_in("/proc/loadavg")) {}

MachineActivity MachineWatch::activity() const {
  const Counters end = read();
  MachineActivity activity;
  activity.seconds = end.clock_seconds - start_.clock_seconds;
  activity.load_average = load_average_;
  activity.temperature = hottest();
  activity.clock_mhz = mean_clock_mhz();
  if (start_.throttled && end.throttled) activity.throttled = *end.throttled - *start_.throttled;
  // The kernel counts in ticks of 10 ms: over less than half a second the shares would say little.
  constexpr double kShortest = 0.5;
  if (activity.seconds < kShortest || !start_.busy_seconds || !end.busy_seconds) return activity;
  const double own = (end.own_seconds - start_.own_seconds) / activity.seconds;
  const double busy = (*end.busy_seconds - *start_.busy_seconds) / activity.seconds;
  activity.own_cpus = own;
  activity.other_cpus = std::max(0.0, busy - own);
  if (start_.stolen_seconds && end.stolen_seconds) {
    activity.stolen_cpus = (*end.stolen_seconds - *start_.stolen_seconds) / activity.seconds;
  }
  return activity;
}

}  // namespace ortool
