#include "apps/ortool/bench/delay.h"

#include <fmt/format.h>

#include "apps/ortool/errors.h"
#include "apps/ortool/quantity.h"
#include "apps/ortool/terminal_text.h"

namespace ortool {

using Clock = std::chrono::steady_clock;

std::string Delay::text() const {
  return share > 0 ? quantity_text({share * 100, Unit::kPercent}) : time_text(seconds);
}

void Delay::wait(Clock::time_point start) const {
  const std::chrono::duration<double> own = Clock::now() - start;
  const std::chrono::duration<double> whole = own * (1 + share) + std::chrono::duration<double>(seconds);
  const auto end = start + std::chrono::duration_cast<Clock::duration>(whole);
  while (Clock::now() < end) {
  }
}

Delay parse_delay(std::string_view text, std::string_view flag) {
  constexpr double kMostPercent = 1000;
  const auto quantity = parse_quantity(text);
  const bool has_unit = quantity && (quantity->unit == Unit::kPercent || quantity->unit == Unit::kTime);
  if (!has_unit || !(quantity->value >= 0)) {
    throw usage_error(fmt::format("{} '{}': a percentage of the run or a time is needed, such as 3% or 200us", flag,
                                  printable(text)));
  }
  if (quantity->unit == Unit::kTime) return {parse_seconds(text, flag), 0};
  if (quantity->value > kMostPercent) throw usage_error(fmt::format("{}: at most {} %", flag, kMostPercent));
  return {0, quantity->value / 100};
}

}  // namespace ortool
