#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "apps/ortool/gates/gates.h"
#include "apps/ortool/profile/profile_text.h"

namespace CLI {
class App;
}

namespace ortool {

/// What `ortool profile` tells of a trace, and where.
struct ProfileOutput {
  std::string json;
  std::string html;
  std::string csv;
  std::string hardware;
  ProfileTextSettings text;
  Gates gates;

  /// Adds --json, --html, --csv, --top, --by, --hw, --assert and --junit.
  void add_to(CLI::App& command);

  /// For a check before long work. Throws ort::Error: usage for two outputs on standard output or an assertion that
  /// makes no sense, file for what cannot be written or read, input for a --hw that is none.
  void check() const;

  /// Reads the trace and writes all that is asked for. `is_from_here`: this process wrote it. `warm_up_runs`: as in
  /// ProfileSettings. Throws ort::Error (input, file), and CheckFailed for assertions that do not hold.
  void report(const std::string& path, bool is_from_here, int64_t warm_up_runs = 0) const;

 private:
  ort::profiler::Profile read_profile(const std::string& path, bool is_from_here, int64_t warm_up_runs,
                                      nlohmann::ordered_json& ceilings) const;
};

}  // namespace ortool
