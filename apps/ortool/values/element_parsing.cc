#include "apps/ortool/values/element_parsing.h"

#include <cstring>
#include <optional>

#include "apps/ortool/number_text.h"
#include "apps/ortool/values/elements.h"

namespace ortool {
namespace {

using ort::DataType;

bool is_signed_integer(DataType dtype) {
  switch (dtype) {
    case DataType::kInt2:
    case DataType::kInt4:
    case DataType::kInt8:
    case DataType::kInt16:
    case DataType::kInt32:
    case DataType::kInt64:
      return true;
    default:
      return false;
  }
}

bool is_unsigned_integer(DataType dtype) {
  switch (dtype) {
    case DataType::kUint2:
    case DataType::kUint4:
    case DataType::kUint8:
    case DataType::kUint16:
    case DataType::kUint32:
    case DataType::kUint64:
      return true;
    default:
      return false;
  }
}

/// The two's complement of a number that fits into the integers of `dtype`.
std::optional<uint64_t> integer_bits(DataType dtype, std::string_view text) {
  const int bits = ort::data_type_bits(dtype);
  if (is_signed_integer(dtype)) {
    const auto number = to_integer(text);
    const int64_t highest = static_cast<int64_t>(~uint64_t{0} >> (65 - bits));
    if (!number || *number > highest || *number < -highest - 1) return std::nullopt;
    return static_cast<uint64_t>(*number) & (~uint64_t{0} >> (64 - bits));
  }
  const auto number = to_unsigned(text);
  if (!number || *number > ~uint64_t{0} >> (64 - bits)) return std::nullopt;
  return number;
}

bool store_bool(std::span<std::byte> bytes, int64_t index, std::string_view text) {
  const bool is_true = text == "true" || text == "True" || text == "1";
  if (!is_true && text != "false" && text != "False" && text != "0") return false;
  store_bits(bytes, DataType::kBool, index, is_true ? 1 : 0);
  return true;
}

}  // namespace

bool store_text(std::span<std::byte> bytes, DataType dtype, int64_t index, std::string_view text) {
  if (dtype == DataType::kBool) return store_bool(bytes, index, text);
  if (is_signed_integer(dtype) || is_unsigned_integer(dtype)) {
    const auto bits = integer_bits(dtype, text);
    if (!bits) return false;
    const auto width = static_cast<std::size_t>(ort::data_type_bits(dtype)) / 8;
    if (width == 0) {
      store_bits(bytes, dtype, index, static_cast<uint32_t>(*bits));
    } else {
      std::memcpy(bytes.data() + static_cast<std::size_t>(index) * width, &*bits, width);
    }
    return true;
  }
  const auto number = to_number(text);
  if (number) store_number(bytes, dtype, index, *number);
  return number.has_value();
}

}  // namespace ortool
