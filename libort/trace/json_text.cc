#include "libort/trace/json_text.h"

#include <algorithm>
#include <charconv>

namespace ort {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// Length of the UTF-8 sequence at the start of `text`; 0 when there is none that is valid.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  const std::size_t length = lead < 0x80                   ? 1
                             : lead >= 0xC2 && lead < 0xE0 ? 2
                             : (lead & 0xF0) == 0xE0       ? 3
                             : lead >= 0xF0 && lead < 0xF5 ? 4
                                                           : 0;
  if (length == 0 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  if (lead == 0xE0 && byte(1) < 0xA0) return 0;
  if (lead == 0xED && byte(1) >= 0xA0) return 0;
  if (lead == 0xF0 && byte(1) < 0x90) return 0;
  if (lead == 0xF4 && byte(1) >= 0x90) return 0;
  return length;
}

void append_control(std::string& text, char value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(value);
  text += "\\u00";
  text += kDigits[byte >> 4];
  text += kDigits[byte & 15];
}

void append_key(std::string& text, std::string_view key) {
  text += ",\"";
  text += key;
  text += "\" : ";
}

}  // namespace

void append_quoted(std::string& text, std::string_view value) {
  text += '"';
  while (!value.empty()) {
    const std::size_t length = sequence_length(value);
    const char first = value.front();
    if (length == 0) {
      text += kReplacement;
    } else if (first == '"' || first == '\\') {
      text += '\\';
      text += first;
    } else if (static_cast<unsigned char>(first) < 0x20 || first == 0x7F) {
      append_control(text, first);
    } else {
      text += value.substr(0, length);
    }
    value.remove_prefix(std::max<std::size_t>(length, 1));
  }
  text += '"';
}

std::string quoted_json(std::string_view value) {
  std::string text;
  append_quoted(text, value);
  return text;
}

void append_number(std::string& text, int64_t value) {
  char digits[24];
  const auto [end, error] = std::to_chars(digits, digits + sizeof(digits), value);
  text.append(digits, end);
}

void append_member(std::string& text, std::string_view key, int64_t value) {
  append_key(text, key);
  append_number(text, value);
}

void append_member(std::string& text, std::string_view key, std::string_view value) {
  append_key(text, key);
  append_quoted(text, value);
}

void append_member(std::string& text, std::string_view key, const std::vector<std::string>& values) {
  append_key(text, key);
  text += '[';
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) text += ',';
    append_quoted(text, values[i]);
  }
  text += ']';
}

void append_quoted_member(std::string& text, std::string_view key, int64_t value) {
  append_key(text, key);
  text += '"';
  append_number(text, value);
  text += '"';
}

}  // namespace ort
