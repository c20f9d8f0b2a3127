#include "apps/ortool/bench/sweep.h"

#include <fmt/format.h>

#include <set>
#include <string>

#include "apps/ortool/errors.h"
#include "apps/ortool/terminal_text.h"

namespace ortool {
namespace {

constexpr std::size_t kMostCells = 1000;

/// The parts between `separator`, which counts outside of braces only.
std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts(1);
  int depth = 0;
  for (const char c : text) {
    if (c == '{') ++depth;
    if (c == '}') --depth;
    if (c == separator && depth == 0) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

struct Axis {
  std::string key;
  std::vector<std::string> values;
};

std::vector<Axis> axes_of(std::string_view text) {
  std::vector<Axis> axes;
  std::set<std::string> keys;
  for (const std::string& part : split(text, ';')) {
    const std::size_t equals = part.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == part.size()) {
      throw usage_error(fmt::format("--sweep '{}': written KEY=VALUE,VALUE;..., such as 'threads=1,2;opt=none,all'",
                                    printable(text)));
    }
    Axis axis{part.substr(0, equals), split(std::string_view(part).substr(equals + 1), ',')};
    // dim=batch=1,8: the symbol stands once
    const std::size_t symbol = axis.key == "dim" ? axis.values.front().rfind('=') : std::string::npos;
    if (symbol != std::string::npos) {
      const std::string prefix = axis.values.front().substr(0, symbol + 1);
      for (std::string& value : axis.values) {
        if (value.find('=') == std::string::npos) value.insert(0, prefix);
      }
    }
    const std::string identity =
        symbol == std::string::npos ? axis.key : axis.key + axis.values.front().substr(0, symbol);
    if (!keys.insert(identity).second) {
      throw usage_error(fmt::format("--sweep: '{}' is given twice", printable(axis.key)));
    }
    axes.push_back(std::move(axis));
  }
  return axes;
}

}  // namespace

std::vector<Variant> sweep_variants(const Variant& base, std::string_view text) {
  std::vector<Variant> cells = {base};
  cells.front().label.clear();
  for (const Axis& axis : axes_of(text)) {
    std::vector<Variant> finer;
    if (cells.size() * axis.values.size() > kMostCells) {
      throw limit_error(fmt::format("--sweep: more than {} combinations", kMostCells));
    }
    for (const Variant& cell : cells) {
      for (const std::string& value : axis.values) {
        Variant next = cell;
        apply_setting(next, axis.key, value);
        next.label += fmt::format("{}{}={}", next.label.empty() ? "" : ",", axis.key, value);
        finer.push_back(std::move(next));
      }
    }
    cells = std::move(finer);
  }
  return cells;
}

}  // namespace ortool
