#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ortool {

/// What a number counts. Times are in seconds, bytes in bytes, percentages in percent (3 % is 3).
enum class Unit { kNone, kTime, kBytes, kPercent };

struct Quantity {
  double value = 0;
  Unit unit = Unit::kNone;
};

/// A finite number with a unit behind it: ns us ms s min h; B K M G T (also KiB ...: powers of 1024), KB MB GB TB
/// (powers of 1000); %. None: Unit::kNone. Nothing for other text.
std::optional<Quantity> parse_quantity(std::string_view text);

/// A time of the flag `flag`: "500ms", "3s"; a number alone is in seconds. Throws ort::Error (usage) for other text and
/// for times below 0 or beyond a year.
double parse_seconds(std::string_view text, std::string_view flag);

/// A share of the flag `flag`: "3%" is 0.03; a number alone is in percent. Throws ort::Error (usage) for other text,
/// for numbers below 0 and above 1000 %.
double parse_share(std::string_view text, std::string_view flag);

/// For people: "12.3 ms", "1.5 GiB", "3.1 %", "0.25"; four digits.
std::string quantity_text(Quantity quantity);

/// A time in seconds for people.
std::string time_text(double seconds);

}  // namespace ortool
