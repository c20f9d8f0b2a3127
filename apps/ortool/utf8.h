#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ortool {

/// A code point and the bytes that it takes in UTF-8; length 0: no valid UTF-8 (overlong, surrogate, cut off, ...).
struct Utf8Character {
  uint32_t code = 0;
  std::size_t length = 0;
};

/// The character at the start of `text`, which must not be empty.
Utf8Character first_character(std::string_view text);

/// Code points of a UTF-8 text. A byte 0xNN that is no UTF-8 becomes the code point U+DCNN, as Python's
/// "surrogateescape" has it, so that `to_utf8` gives back the same bytes.
std::vector<uint32_t> to_utf32(std::string_view text);

/// The inverse. A surrogate other than U+DC80..U+DCFF is written like any code point of three bytes. Code points must
/// be at most 0x10FFFF.
std::string to_utf8(std::span<const uint32_t> code_points);

}  // namespace ortool
