#include "apps/ortool/process_memory.h"

#include <fstream>

namespace ortool {

bool reset_peak_resident() {
  std::ofstream file("/proc/self/clear_refs");
  file << "5" << std::flush;
  return file.good();
}

}  // namespace ortool
