#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ortool {

/// Text from a model or a file, made safe for a terminal and for one line: control bytes (ANSI sequences, line ends)
/// and invalid UTF-8 become \n, \t, \xNN, and what lies beyond `limit` bytes of input becomes "...".
std::string printable(std::string_view text, std::size_t limit = 200);

}  // namespace ortool
