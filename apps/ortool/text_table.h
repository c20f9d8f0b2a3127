#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace ortool {

/// Lines of a table for a terminal, in columns two blanks apart.
class TextTable {
 public:
  enum class Align { kLeft, kRight };
  struct Column {
    std::string title;
    Align align = Align::kRight;
    std::size_t widest = 60;  ///< characters; a longer text loses its middle
  };

  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// One text for each column, made printable here.
  void add(const std::vector<std::string>& cells);

  bool empty() const { return rows_.empty(); }

  /// The line of titles and the rows, each with a line end and no blanks before it.
  std::string text() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace ortool
