#include "apps/ortool/values/shape_and_type.h"

#include <fmt/format.h>

#include "apps/ortool/errors.h"
#include "apps/ortool/number_text.h"
#include "apps/ortool/terminal_text.h"

namespace ortool {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::size_t kLargestRank = 64;

}  // namespace

ShapeAndType parse_shape_and_type(std::string_view text) {
  const auto fail = [&](std::size_t at, std::string_view reason) {
    return usage_error(fmt::format("'{}', character {}: {}; a shape and type is written like 1x3x224x224xf32",
                                   printable(text, 80), at + 1, reason));
  };
  ShapeAndType result;
  std::size_t at = 0;
  while (at < text.size() && kDigits.find(text[at]) != kDigits.npos) {
    const std::size_t end = std::min(text.find_first_not_of(kDigits, at), text.size());
    const auto dimension = to_integer(text.substr(at, end - at));
    if (!dimension) throw fail(at, "the dimension is too large");
    if (end == text.size() || text[end] != 'x') throw fail(end, "an 'x' and more is missing after the dimension");
    if (result.shape.size() == kLargestRank) throw fail(at, fmt::format("over {} dimensions", kLargestRank));
    result.shape.push_back(*dimension);
    at = end + 1;
  }
  result.dtype = ort::data_type_from_name(text.substr(at));
  if (result.dtype == ort::DataType::kUndefined) throw fail(at, "neither a dimension nor an element type");
  return result;
}

bool looks_like_shape_and_type(std::string_view text) {
  if (ort::data_type_from_name(text) != ort::DataType::kUndefined) return true;
  const std::size_t digits = std::min(text.find_first_not_of(kDigits), text.size());
  return digits > 0 && digits < text.size() && text[digits] == 'x';
}

}  // namespace ortool
