#include "apps/ortool/quantity.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "apps/ortool/errors.h"
#include "apps/ortool/number_text.h"
#include "apps/ortool/terminal_text.h"

namespace ortool {
namespace {

struct UnitName {
  std::string_view name;
  Unit unit;
  double factor;
};

constexpr double kKibi = 1024;

constexpr std::array<UnitName, 24> kUnits = {{
    {"ns", Unit::kTime, 1e-9},
    {"us", Unit::kTime, 1e-6},
    {"µs", Unit::kTime, 1e-6},
    {"ms", Unit::kTime, 1e-3},
    {"s", Unit::kTime, 1},
    {"min", Unit::kTime, 60},
    {"h", Unit::kTime, 3600},
    {"B", Unit::kBytes, 1},
    {"K", Unit::kBytes, kKibi},
    {"M", Unit::kBytes, kKibi* kKibi},
    {"G", Unit::kBytes, kKibi* kKibi* kKibi},
    {"T", Unit::kBytes, kKibi* kKibi* kKibi* kKibi},
    {"KiB", Unit::kBytes, kKibi},
    {"MiB", Unit::kBytes, kKibi* kKibi},
    {"GiB", Unit::kBytes, kKibi* kKibi* kKibi},
    {"TiB", Unit::kBytes, kKibi* kKibi* kKibi* kKibi},
    {"kB", Unit::kBytes, 1e3},
    {"KB", Unit::kBytes, 1e3},
    {"MB", Unit::kBytes, 1e6},
    {"GB", Unit::kBytes, 1e9},
    {"TB", Unit::kBytes, 1e12},
    {"%", Unit::kPercent, 1},
    {"percent", Unit::kPercent, 1},
    {"", Unit::kNone, 1},
}};

std::string scaled(double value, double base, const std::array<std::string_view, 5>& names) {
  std::size_t i = 0;
  while (i + 1 < names.size() && std::abs(value) >= base) {
    value /= base;
    ++i;
  }
  return fmt::format("{:.4g} {}", value, names[i]);
}

}  // namespace

std::optional<Quantity> parse_quantity(std::string_view text) {
  const std::size_t end = text.find_last_of("0123456789.");
  if (end == std::string_view::npos) return std::nullopt;
  const auto number = to_number(text.substr(0, end + 1));
  if (!number || !std::isfinite(*number)) return std::nullopt;
  std::string_view name = text.substr(end + 1);
  while (name.starts_with(' ')) name.remove_prefix(1);
  for (const UnitName& unit : kUnits) {
    if (unit.name == name) return Quantity{*number * unit.factor, unit.unit};
  }
  return std::nullopt;
}

double parse_seconds(std::string_view text, std::string_view flag) {
  constexpr double kYear = 365.0 * 86400;
  const auto quantity = parse_quantity(text);
  const bool is_time = quantity && (quantity->unit == Unit::kTime || quantity->unit == Unit::kNone);
  if (!is_time || !(quantity->value >= 0) || quantity->value > kYear) {
    throw usage_error(fmt::format("{} '{}': a time is needed, such as 500ms or 3s", flag, printable(text)));
  }
  return quantity->value;
}

double parse_share(std::string_view text, std::string_view flag) {
  constexpr double kMostPercent = 1000;
  const auto quantity = parse_quantity(text);
  const bool is_share = quantity && (quantity->unit == Unit::kPercent || quantity->unit == Unit::kNone);
  if (!is_share || !(quantity->value >= 0) || quantity->value > kMostPercent) {
    throw usage_error(fmt::format("{} '{}': a percentage is needed, such as 3%", flag, printable(text)));
  }
  return quantity->value / 100;
}

std::string time_text(double seconds) {
  const double nanoseconds = seconds * 1e9;
  if (std::abs(nanoseconds) < 1e3) return fmt::format("{:.4g} ns", nanoseconds);
  if (std::abs(nanoseconds) < 1e6) return fmt::format("{:.4g} us", nanoseconds / 1e3);
  if (std::abs(nanoseconds) < 1e9) return fmt::format("{:.4g} ms", nanoseconds / 1e6);
  return fmt::format("{:.4g} s", seconds);
}

std::string quantity_text(Quantity quantity) {
  switch (quantity.unit) {
    case Unit::kTime:
      return time_text(quantity.value);
    case Unit::kBytes:
      return scaled(quantity.value, kKibi, {"B", "KiB", "MiB", "GiB", "TiB"});
    case Unit::kPercent:
      return fmt::format("{:.4g} %", quantity.value);
    case Unit::kNone:
      return fmt::format("{:.4g}", quantity.value);
  }
  return {};
}

}  // namespace ortool
