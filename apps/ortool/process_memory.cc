#include "apps/ortool/process_memory.h"

#include <fstream>
#include <string>
#include <string_view>

#include "apps/ortool/number_text.h"

namespace ortool {
namespace {

/// "VmHWM:	   12345 kB" of /proc/self/status in bytes.
int64_t status_field(std::string_view key) {
  constexpr int64_t kKibi = 1024;
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key)) continue;
    const std::size_t first = line.find_first_of("0123456789");
    const std::size_t last = line.find_last_of("0123456789");
    if (first == std::string::npos) return 0;
    return to_integer(std::string_view(line).substr(first, last - first + 1)).value_or(0) * kKibi;
  }
  return 0;
}

}  // namespace

int64_t peak_resident_bytes() { return status_field("VmHWM:"); }

int64_t resident_bytes() { return status_field("VmRSS:"); }

bool reset_peak_resident() {
  std::ofstream file("/proc/self/clear_refs");
  file << "5" << std::flush;
  return file.good();
}

}  // namespace ortool
