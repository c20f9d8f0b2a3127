#include "apps/ortool/text_table.h"

#include <algorithm>
#include <span>
#include <string_view>

#include "apps/ortool/terminal_text.h"
#include "apps/ortool/utf8.h"

namespace ortool {
namespace {

constexpr std::size_t kLongestCell = 4096;
constexpr std::string_view kGap = "...";

std::size_t width_of(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    text.remove_prefix(std::max<std::size_t>(1, first_character(text).length));
    ++width;
  }
  return width;
}

/// The beginning and the end of a text that is too wide: names of one model differ at their ends.
std::string shortened(const std::string& text, std::size_t widest) {
  const std::vector<uint32_t> characters = to_utf32(text);
  if (characters.size() <= widest) return text;
  const std::size_t head = (widest - kGap.size()) / 3;
  const std::span<const uint32_t> all(characters);
  return to_utf8(all.first(head)) + std::string(kGap) + to_utf8(all.last(widest - kGap.size() - head));
}

}  // namespace

void TextTable::add(const std::vector<std::string>& cells) {
  std::vector<std::string> row(columns_.size());
  for (std::size_t i = 0; i < std::min(cells.size(), row.size()); ++i) {
    row[i] = shortened(printable(cells[i], kLongestCell), columns_[i].widest);
  }
  rows_.push_back(std::move(row));
}

std::string TextTable::text() const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = width_of(columns_[i].title);
    for (const std::vector<std::string>& row : rows_) width = std::max(width, width_of(row[i]));
    widths.push_back(width);
  }
  std::string out;
  const auto write = [&](const auto& cell_of) {
    std::string line;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string& cell = cell_of(i);
      const std::string padding(widths[i] - width_of(cell), ' ');
      if (i > 0) line += "  ";
      line += columns_[i].align == Align::kLeft ? cell + padding : padding + cell;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  };
  write([&](std::size_t i) -> const std::string& { return columns_[i].title; });
  for (const std::vector<std::string>& row : rows_) write([&](std::size_t i) -> const std::string& { return row[i]; });
  return out;
}

}  // namespace ortool
