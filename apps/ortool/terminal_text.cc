#include "apps/ortool/terminal_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "apps/ortool/utf8.h"

namespace ortool {
namespace {

/// Control characters (C0, DEL, C1), line separators and the marks that turn the direction of text.
bool is_control(uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069);
}

void append_escaped(std::string& out, unsigned char byte) {
  if (byte == '\n') {
    out += "\\n";
  } else if (byte == '\t') {
    out += "\\t";
  } else {
    fmt::format_to(std::back_inserter(out), "\\x{:02x}", byte);
  }
}

}  // namespace

std::string printable(std::string_view text, std::size_t limit) {
  std::string out;
  std::size_t i = 0;
  while (i < text.size()) {
    const Utf8Character character = first_character(text.substr(i));
    const std::size_t step = std::max<std::size_t>(1, character.length);
    if (i + step > limit) return out + "...";
    if (character.length > 0 && !is_control(character.code)) {
      out += text.substr(i, step);
    } else {
      for (const char byte : text.substr(i, step)) append_escaped(out, static_cast<unsigned char>(byte));
    }
    i += step;
  }
  return out;
}

}  // namespace ortool
