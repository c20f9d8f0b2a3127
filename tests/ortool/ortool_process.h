#pragma once

#include <string>
#include <vector>

namespace ortool::test {

/// How a run of the program ended.
struct ProcessResult {
  int code = -1;  ///< exit code, or 128 + signal
  std::string out;
  std::string err;
};

/// Runs the ortool of this build with the arguments, nothing on its standard input. Throws std::runtime_error when it
/// cannot be started.
ProcessResult run_ortool(const std::vector<std::string>& arguments);

}  // namespace ortool::test
