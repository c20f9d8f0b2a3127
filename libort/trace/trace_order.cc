#include "libort/trace/trace_order.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string_view>
#include <vector>

#include "libort/core/mapped_file.h"
#include "libort/core/text.h"
#include "ort/error.h"

namespace ort {
namespace {

struct Line {
  int64_t ts = 0;
  int64_t dur = 0;
  std::string_view text;  ///< without separator
};

/// The number behind the first `key` of an event: names stand behind them and cannot be taken for one.
int64_t number_behind(std::string_view event, std::string_view key) {
  const std::size_t at = event.find(key);
  int64_t number = 0;
  if (at != std::string_view::npos)
    std::from_chars(event.data() + at + key.size(), event.data() + event.size(), number);
  return number;
}

std::vector<Line> lines_of(std::string_view file) {
  std::vector<Line> lines;
  while (!file.empty()) {
    const std::size_t end = std::min(file.find('\n'), file.size());
    std::string_view text = file.substr(0, end);
    file.remove_prefix(std::min(end + 1, file.size()));
    const std::size_t last = text.find_last_not_of(", ");
    text = text.substr(0, last == std::string_view::npos ? 0 : last + 1);
    if (text.starts_with('{'))
      lines.push_back({number_behind(text, "\"ts\" :"), number_behind(text, "\"dur\" :"), text});
  }
  return lines;
}

[[noreturn]] void fail_sorting(const std::string& path, const std::string& reason) {
  throw Error(ErrorCode::kFail, ErrorKind::kFile,
              "cannot sort the trace '" + printable(path) + "', which is complete but unsorted: " + reason);
}

void write_sorted(const std::string& path, const std::vector<Line>& lines) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << "[\n";
  for (std::size_t i = 0; i < lines.size(); ++i) file << lines[i].text << (i + 1 < lines.size() ? ",\n" : "\n");
  file << "]\n";
  file.close();
  if (!file) fail_sorting(path, "the sorted copy cannot be written");
}

}  // namespace

void sort_trace(const std::string& path) {
  const std::string sorted = path + ".sorting";
  try {
    const MappedFile file(path);
    const auto bytes = file.bytes();
    std::vector<Line> lines = lines_of({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    std::ranges::stable_sort(lines,
                             [](const Line& a, const Line& b) { return a.ts != b.ts ? a.ts < b.ts : a.dur > b.dur; });
    write_sorted(sorted, lines);
  } catch (...) {
    std::remove(sorted.c_str());
    throw;
  }
  if (std::rename(sorted.c_str(), path.c_str()) != 0) {
    std::remove(sorted.c_str());
    fail_sorting(path, "the sorted copy cannot take its place");
  }
}

}  // namespace ort
