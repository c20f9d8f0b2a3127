#include "libort/core/text.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>

namespace ort {
namespace {

constexpr std::size_t kMaxPrinted = 200;
constexpr std::size_t kMaxCompared = 64;

bool is_continuation(unsigned char byte) { return (byte & 0xc0) == 0x80; }

/// Length of the UTF-8 character at the front of `text` (RFC 3629); 0 when the bytes are none.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [text](std::size_t index) { return static_cast<unsigned char>(text[index]); };
  const unsigned char first = byte(0);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xc2 ? 0
                             : first < 0xe0 ? 2
                             : first < 0xf0 ? 3
                             : first < 0xf5 ? 4
                                            : 0;
  if (length == 0 || length > text.size()) return 0;
  for (std::size_t index = 1; index < length; ++index) {
    if (!is_continuation(byte(index))) return 0;
  }
  const bool overlong = (first == 0xe0 && byte(1) < 0xa0) || (first == 0xf0 && byte(1) < 0x90);
  const bool surrogate = first == 0xed && byte(1) >= 0xa0;
  const bool too_large = first == 0xf4 && byte(1) >= 0x90;
  return overlong || surrogate || too_large ? 0 : length;
}

/// C0 and C1 controls and DEL.
bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first < 0x20 || first == 0x7f;
  return first == 0xc2 && static_cast<unsigned char>(character[1]) < 0xa0;
}

void append_hex(std::string& out, std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (const char byte : bytes) {
    out += "\\x";
    out += kDigits[static_cast<unsigned char>(byte) >> 4];
    out += kDigits[static_cast<unsigned char>(byte) & 15];
  }
}

/// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other, no part touched twice
/// (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_previous(b.size() + 1);
  std::vector<std::size_t> previous(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    before_previous.swap(previous);
    previous.swap(row);
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = previous[j] + (a[i] == b[j] ? 0 : 1);
      row[j + 1] = std::min({replaced, row[j] + 1, previous[j + 1] + 1});
      const bool swapped = i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j];
      if (swapped) row[j + 1] = std::min(row[j + 1], before_previous[j - 1] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  std::size_t position = 0;
  while (position < text.size()) {
    const std::string_view rest = text.substr(position);
    const std::size_t length = utf8_length(rest);
    const std::string_view character = rest.substr(0, std::max<std::size_t>(length, 1));
    if (position + character.size() > kMaxPrinted) return out + "...";
    if (length == 0 || is_control(character)) {
      append_hex(out, character);
    } else {
      out += character;
    }
    position += character.size();
  }
  return out;
}

std::string nearest_match(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.size() > kMaxCompared) return {};
  const std::string* best = nullptr;
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kMaxCompared) continue;
    const std::size_t distance = edit_distance(word, candidate);
    if (distance >= best_distance || distance >= word.size()) continue;
    best = &candidate;
    best_distance = distance;
  }
  return best == nullptr ? std::string() : *best;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (std::size_t index = 0; index < parts.size(); ++index) {
    if (index > 0) text += separator;
    text += parts[index];
  }
  return text;
}

bool matches_glob(std::string_view text, std::string_view glob) {
  std::size_t at_text = 0;
  std::size_t at_glob = 0;
  std::size_t after_star = std::string_view::npos;
  std::size_t star_end = 0;
  while (at_text < text.size()) {
    const char wanted = at_glob < glob.size() ? glob[at_glob] : '\0';
    if (at_glob < glob.size() && wanted == '*') {
      after_star = ++at_glob;
      star_end = at_text;
    } else if (at_glob < glob.size() && (wanted == '?' || wanted == text[at_text])) {
      ++at_glob;
      ++at_text;
    } else if (after_star != std::string_view::npos) {
      at_glob = after_star;
      at_text = ++star_end;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', at_glob) == std::string_view::npos;
}

}  // namespace ort
