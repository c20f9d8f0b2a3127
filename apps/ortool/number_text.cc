#include "apps/ortool/number_text.h"

#include <charconv>

namespace ortool {
namespace {

template <class T>
std::optional<T> parse(std::string_view text) {
  if (text.size() > 1 && text.front() == '+' && text[1] != '-') text.remove_prefix(1);
  T number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<int64_t> to_integer(std::string_view text) { return parse<int64_t>(text); }
std::optional<uint64_t> to_unsigned(std::string_view text) { return parse<uint64_t>(text); }
std::optional<double> to_number(std::string_view text) { return parse<double>(text); }

}  // namespace ortool
