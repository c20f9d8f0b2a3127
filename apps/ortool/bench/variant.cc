#include "apps/ortool/bench/variant.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "apps/ortool/errors.h"
#include "apps/ortool/suggestion.h"
#include "apps/ortool/terminal_text.h"

namespace ortool {
namespace {

/// The parts of "a=1,b={x,y}", cut at commas outside of braces.
std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t first = 0;
  int depth = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] == '{') ++depth;
    if (i < text.size() && text[i] == '}') --depth;
    if (i < text.size() && (text[i] != ',' || depth > 0)) continue;
    parts.push_back(text.substr(first, i - first));
    first = i + 1;
  }
  return parts;
}

/// providers=cuda,cpu needs no braces: a part without '=' goes on with the value before it.
std::vector<std::string> assignments_of(std::string_view text) {
  std::vector<std::string> assignments;
  for (const std::string_view part : parts_of(text)) {
    const std::size_t equals = part.substr(0, part.find('{')).find('=');
    if (equals == std::string_view::npos && !assignments.empty()) {
      assignments.back() += "," + std::string(part);
    } else {
      assignments.emplace_back(part);
    }
  }
  return assignments;
}

}  // namespace

const std::vector<std::string>& setting_names() {
  static const std::vector<std::string> names = {"threads",      "opt", "isa", "providers",
                                                 "memory-limit", "dim", "io",  "delay"};
  return names;
}

void apply_setting(Variant& variant, std::string_view key, std::string_view value) {
  if (value.starts_with('{') && value.ends_with('}')) value = value.substr(1, value.size() - 2);
  if (key == "io") {
    variant.io = parse_io_mode(value);
  } else if (key == "delay") {
    variant.delay = parse_delay(value, "delay");
  } else if (std::ranges::find(setting_names(), key) != setting_names().end()) {
    variant.session.set(key, value);
  } else {
    throw usage_error(fmt::format("there is no setting '{}'{}; there are: {}", printable(key),
                                  did_you_mean(key, setting_names()), fmt::join(setting_names(), ", ")));
  }
}

Variant with_settings(Variant base, std::string_view text) {
  for (const std::string& assignment : assignments_of(text)) {
    const std::size_t equals = assignment.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw usage_error(
          fmt::format("settings '{}': written KEY=VALUE,..., such as threads=2,opt=none", printable(text)));
    }
    apply_setting(base, std::string_view(assignment).substr(0, equals),
                  std::string_view(assignment).substr(equals + 1));
  }
  base.label = std::string(text);
  return base;
}

}  // namespace ortool
