#pragma once

#include <cstddef>
#include <string>

#include "profiler/profile_diff.h"

namespace ortool {

/// One line with the verdict: "slower: a run takes 1.083 times as long (95 %: 1.061 to 1.104), ...".
std::string verdict_line(const ort::profiler::ProfileDiff& diff);

/// The verdict, then tables of what changed; `top`: rows of each; 0: all.
std::string to_text(const ort::profiler::ProfileDiff& diff, std::size_t top);

}  // namespace ortool
