#include "apps/ortool/utf8.h"

namespace ortool {
namespace {

constexpr uint32_t kEscapedByte = 0xDC00;

void append_utf8(std::string& text, uint32_t code) {
  const auto continuation = [&](int shift) { text += static_cast<char>(0x80 | (code >> shift & 0x3F)); };
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code >= kEscapedByte + 0x80 && code <= kEscapedByte + 0xFF) {
    text += static_cast<char>(code & 0xFF);
  } else if (code < 0x800) {
    text += static_cast<char>(0xC0 | code >> 6);
    continuation(0);
  } else if (code < 0x10000) {
    text += static_cast<char>(0xE0 | code >> 12);
    continuation(6);
    continuation(0);
  } else {
    text += static_cast<char>(0xF0 | code >> 18);
    continuation(12);
    continuation(6);
    continuation(0);
  }
}

}  // namespace

Utf8Character first_character(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || length > text.size()) return {};
  uint32_t code = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0U) != 0x80) return {};
    code = code << 6 | (next & 0x3FU);
  }
  constexpr uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
  return code < kSmallest[length] || code > 0x10FFFF || is_surrogate ? Utf8Character{} : Utf8Character{code, length};
}

std::vector<uint32_t> to_utf32(std::string_view text) {
  std::vector<uint32_t> code_points;
  while (!text.empty()) {
    const Utf8Character character = first_character(text);
    const auto byte = static_cast<unsigned char>(text.front());
    code_points.push_back(character.length > 0 ? character.code : kEscapedByte | byte);
    text.remove_prefix(character.length > 0 ? character.length : 1);
  }
  return code_points;
}

std::string to_utf8(std::span<const uint32_t> code_points) {
  std::string text;
  for (const uint32_t code : code_points) append_utf8(text, code);
  return text;
}

}  // namespace ortool
