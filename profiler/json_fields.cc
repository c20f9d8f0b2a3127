#include "profiler/json_fields.h"

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

namespace ort::profiler {
namespace {

using nlohmann::json;

constexpr double kLargestInteger = 1e17;

const json& member(const json& object, std::string_view key) {
  static const json kNothing;
  if (!object.is_object()) return kNothing;
  const auto found = object.find(key);
  return found == object.end() ? kNothing : *found;
}

std::optional<double> number(const json& value) {
  double result = 0;
  if (value.is_number()) {
    result = value.get<double>();
  } else if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, result);
    if (error != std::errc() || stop != end) return std::nullopt;
  } else {
    return std::nullopt;
  }
  return std::isfinite(result) ? std::optional(result) : std::nullopt;
}

std::optional<int64_t> integer(const json& value) {
  const std::optional<double> approximate = number(value);
  if (!approximate || std::abs(*approximate) > kLargestInteger) return std::nullopt;
  if (value.is_number_integer()) return value.get<int64_t>();
  return static_cast<int64_t>(*approximate);
}

}  // namespace

std::optional<int64_t> integer_field(const json& object, std::string_view key) { return integer(member(object, key)); }

std::optional<double> number_field(const json& object, std::string_view key) { return number(member(object, key)); }

std::string text_field(const json& object, std::string_view key) {
  const json& value = member(object, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

bool flag_field(const json& object, std::string_view key) {
  const json& value = member(object, key);
  if (value.is_string()) return value == "1" || value == "true";
  return (value.is_boolean() && value.get<bool>()) || (value.is_number() && value != 0);
}

std::vector<std::string> texts_field(const json& object, std::string_view key) {
  std::vector<std::string> texts;
  const json& list = member(object, key);
  if (!list.is_array()) return texts;
  for (const json& value : list) {
    if (value.is_string()) texts.push_back(value.get<std::string>());
  }
  return texts;
}

std::vector<int64_t> integers_field(const json& object, std::string_view key) {
  std::vector<int64_t> integers;
  const json& list = member(object, key);
  if (!list.is_array()) return integers;
  for (const json& value : list) {
    if (const auto whole = integer(value)) integers.push_back(*whole);
  }
  return integers;
}

const json& container_field(const json& object, std::string_view key) {
  static const json kNothing;
  const json& value = member(object, key);
  return value.is_structured() ? value : kNothing;
}

}  // namespace ort::profiler
