#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "profiler/profile.h"

namespace ortool {

/// What of a profile people see.
struct ProfileTextSettings {
  std::size_t top = 15;  ///< rows of each table; 0: all
  std::string by;        ///< "node", "operator" or "module": only that table; "": nodes and operators
};

/// A profile as tables for a terminal.
std::string to_text(const ort::profiler::Profile& profile, const ProfileTextSettings& settings);

/// "1234.5" (microseconds with one digit, three below ten).
std::string microseconds_text(double microseconds);

}  // namespace ortool
