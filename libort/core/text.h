#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ort {

/// `text` safe to print on a terminal: control characters and invalid UTF-8 as \xNN, and "..." for what comes after 200
/// bytes.
std::string printable(std::string_view text);

/// The candidate with the smallest edit distance when it is close enough to be a misspelling; empty otherwise.
std::string nearest_match(std::string_view word, const std::vector<std::string>& candidates);

/// "a, b, c"
std::string join(const std::vector<std::string>& parts, std::string_view separator = ", ");

/// Shell-style match with '*', '?' over the whole text; bytes are characters. Time at worst the product of the lengths.
bool matches_glob(std::string_view text, std::string_view glob);

}  // namespace ort
