#include "providers/cpu/number_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

#include "libort/core/fail.h"
#include "libort/core/float_types.h"
#include "libort/core/saturate.h"
#include "libort/core/text.h"

namespace ort::cpu {
namespace {

/// value = 0.d1d2d3... * 10^point with the given digits.
struct Decimal {
  std::string digits;
  int point = 0;
};

using Buffer = std::array<char, 64>;

Decimal decimal_of(std::string_view scientific) {
  Decimal decimal;
  const std::size_t e = scientific.find('e');
  for (const char c : scientific.substr(0, e)) {
    if (c != '.') decimal.digits += c;
  }
  const std::string_view exponent = scientific.substr(scientific[e + 1] == '+' ? e + 2 : e + 1);
  std::from_chars(exponent.data(), exponent.data() + exponent.size(), decimal.point);
  decimal.point += 1;
  while (decimal.digits.size() > 1 && decimal.digits.back() == '0') decimal.digits.pop_back();
  return decimal;
}

/// Fewest digits of a positive 16-bit float.
template <class T>
std::string_view shortest_of_half(double value, Buffer& buffer) {
  const uint16_t bits = T::from_double(value).bits;
  std::to_chars_result written{};
  for (int digits = 0; digits <= 8; ++digits) {
    written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific, digits);
    double read = 0;
    std::from_chars(buffer.data(), written.ptr, read);
    if (T::from_double(read).bits == bits) break;
  }
  return {buffer.data(), static_cast<std::size_t>(written.ptr - buffer.data())};
}

/// Fewest digits of a positive finite value, in scientific form.
std::string_view shortest(DataType dtype, double value, Buffer& buffer) {
  if (dtype == DataType::kFloat16) return shortest_of_half<Float16>(value, buffer);
  if (dtype == DataType::kBfloat16) return shortest_of_half<BFloat16>(value, buffer);
  char* const end = buffer.data() + buffer.size();
  const auto written =
      dtype == DataType::kDouble
          ? std::to_chars(buffer.data(), end, value, std::chars_format::scientific)
          : std::to_chars(buffer.data(), end, static_cast<float>(value), std::chars_format::scientific);
  return {buffer.data(), static_cast<std::size_t>(written.ptr - buffer.data())};
}

std::string positional(const Decimal& decimal) {
  const auto count = static_cast<int>(decimal.digits.size());
  if (decimal.point <= 0) return "0." + std::string(static_cast<std::size_t>(-decimal.point), '0') + decimal.digits;
  if (decimal.point >= count) {
    return decimal.digits + std::string(static_cast<std::size_t>(decimal.point - count), '0') + ".0";
  }
  const auto whole = static_cast<std::size_t>(decimal.point);
  return decimal.digits.substr(0, whole) + "." + decimal.digits.substr(whole);
}

std::string scientific(const Decimal& decimal) {
  const int exponent = decimal.point - 1;
  std::string text = decimal.digits.substr(0, 1);
  if (decimal.digits.size() > 1) text += "." + decimal.digits.substr(1);
  const std::string number = std::to_string(std::abs(exponent));
  return text + (exponent < 0 ? "e-" : "e+") + (number.size() < 2 ? "0" : "") + number;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n\f\v";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

/// Without a plus sign, which std::from_chars does not know; "+-1" stays what it is: no number.
std::string_view without_plus(std::string_view text) {
  const bool plus = text.size() > 1 && text[0] == '+' && text[1] != '-' && text[1] != '+';
  return plus ? text.substr(1) : text;
}

[[noreturn]] void fail_no_number(std::string_view text) { fail_node("'" + printable(text) + "' is not a number"); }

/// All of `text` as a T; false when it is no number of that form.
template <class T>
bool parse(std::string_view text, T& value) {
  const std::string_view number = without_plus(trimmed(text));
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error == std::errc::result_out_of_range) fail_node("'" + printable(text) + "' is out of range");
  return error == std::errc{} && end == number.data() + number.size();
}

template <class T>
T parse_integer(std::string_view text) {
  T value = 0;
  if (parse(text, value)) return value;
  return saturate_to<T>(parse_float(text, DataType::kDouble));
}

}  // namespace

std::string float_text(DataType dtype, double value) {
  if (std::isnan(value)) return "NaN";
  const std::string sign = std::signbit(value) ? "-" : "";
  if (std::isinf(value)) return sign + "INF";
  if (value == 0) return sign + "0.0";
  Buffer buffer;
  const Decimal decimal = decimal_of(shortest(dtype, std::abs(value), buffer));
  const bool plain = decimal.point > -4 && decimal.point <= 16;
  return sign + (plain ? positional(decimal) : scientific(decimal));
}

std::string integer_text(int64_t value) { return std::to_string(value); }
std::string integer_text(uint64_t value) { return std::to_string(value); }

double parse_float(std::string_view text, DataType dtype) {
  if (dtype == DataType::kFloat) {
    float value = 0;
    if (parse(text, value)) return static_cast<double>(value);
  } else {
    double value = 0;
    if (parse(text, value)) return value;
  }
  fail_no_number(text);
}

int64_t parse_int64(std::string_view text) { return parse_integer<int64_t>(text); }
uint64_t parse_uint64(std::string_view text) { return parse_integer<uint64_t>(text); }

}  // namespace ort::cpu
