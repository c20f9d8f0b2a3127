#include <fstream>
#include <sstream>
#include <string>

#include "ort/machine.h"

namespace ort {
namespace {

constexpr int64_t kKibibyte = 1024;

}  // namespace

ProcessMemory get_process_memory() {
  ProcessMemory memory;
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    std::istringstream fields(line);
    std::string key;
    int64_t kibibytes = 0;
    fields >> key >> kibibytes;
    if (key == "VmRSS:") memory.resident = kibibytes * kKibibyte;
    if (key == "VmHWM:") memory.peak = kibibytes * kKibibyte;
  }
  return memory;
}

}  // namespace ort
