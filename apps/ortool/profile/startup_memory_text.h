#pragma once

#include <cstddef>
#include <string>

#include "profiler/profile.h"

namespace ortool {

// Parts of a profile as tables for a terminal, with a heading; "" where the profile lacks them. `top`: rows; 0: all.

/// The stages of loading in the order of time; of passes of the optimizer only the `top` longest.
std::string startup_text(const ort::profiler::Profile& profile, std::size_t top);

/// Sizes, the tensors alive at the peak, and what could not share memory.
std::string memory_text(const ort::profiler::Profile& profile, std::size_t top);

}  // namespace ortool
