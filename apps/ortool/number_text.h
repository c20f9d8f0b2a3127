#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace ortool {

/// The whole of `text` as a number, whatever the locale; none when it is no number or does not fit.
std::optional<int64_t> to_integer(std::string_view text);
std::optional<uint64_t> to_unsigned(std::string_view text);

/// Also "inf", "-inf" and "nan" in any letter case.
std::optional<double> to_number(std::string_view text);

}  // namespace ortool
