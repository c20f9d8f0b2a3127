#pragma once

#include <cstdint>

namespace ort {

/// Physical memory that the process holds now, and the most that it ever held, in bytes; 0 where the system does not
/// tell.
struct ProcessMemory {
  int64_t resident = 0;
  int64_t peak = 0;
};

ProcessMemory process_memory();

}  // namespace ort
