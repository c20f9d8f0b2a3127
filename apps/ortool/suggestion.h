#pragma once

#include <span>
#include <string>
#include <string_view>

namespace ortool {

/// "; did you mean 'x'?" for the candidate that is nearest to `name` in edit distance (letter case counts for
/// nothing), or "" when none is near.
std::string did_you_mean(std::string_view name, std::span<const std::string> candidates);

}  // namespace ortool
