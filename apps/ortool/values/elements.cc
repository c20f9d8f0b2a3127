#include "apps/ortool/values/elements.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include "apps/ortool/terminal_text.h"
#include "apps/ortool/values/narrow_float.h"

namespace ortool {
namespace {

using ort::DataType;
using ort::OrtValue;

/// Calls `visit` with a zero of the C++ type of `dtype` (float for complex64, double for complex128) and returns true;
/// false for types that C++ lacks and for strings.
template <class Visit>
bool visit_arithmetic(DataType dtype, Visit visit) {
  switch (dtype) {
    case DataType::kFloat:
    case DataType::kComplex64:
      visit(float{});
      return true;
    case DataType::kDouble:
    case DataType::kComplex128:
      visit(double{});
      return true;
    case DataType::kInt8:
      visit(int8_t{});
      return true;
    case DataType::kInt16:
      visit(int16_t{});
      return true;
    case DataType::kInt32:
      visit(int32_t{});
      return true;
    case DataType::kInt64:
      visit(int64_t{});
      return true;
    case DataType::kUint8:
      visit(uint8_t{});
      return true;
    case DataType::kUint16:
      visit(uint16_t{});
      return true;
    case DataType::kUint32:
      visit(uint32_t{});
      return true;
    case DataType::kUint64:
      visit(uint64_t{});
      return true;
    default:
      return false;
  }
}

template <class T>
T load(std::span<const std::byte> bytes, std::size_t index) {
  T number;
  std::memcpy(&number, bytes.data() + index * sizeof(T), sizeof(T));
  return number;
}

double decode_bits(DataType dtype, uint32_t bits) {
  switch (dtype) {
    case DataType::kBool:
      return bits != 0 ? 1 : 0;
    case DataType::kInt4:
      return bits >= 8 ? static_cast<double>(bits) - 16 : bits;
    case DataType::kInt2:
      return bits >= 2 ? static_cast<double>(bits) - 4 : bits;
    default:
      return is_narrow_float(dtype) ? decode_narrow_float(dtype, bits) : bits;
  }
}

/// Truncated and clamped to the integers of `bits` bits; 0 for NaN.
int64_t clamp_to_integer(double number, int bits, bool is_signed) {
  const double lowest = is_signed ? -std::ldexp(1, bits - 1) : 0;
  const double highest = std::ldexp(1, is_signed ? bits - 1 : bits) - 1;
  return std::isnan(number) ? 0 : static_cast<int64_t>(std::clamp(std::trunc(number), lowest, highest));
}

uint32_t encode_bits(DataType dtype, double number) {
  if (is_narrow_float(dtype)) return encode_narrow_float(dtype, number);
  if (dtype == DataType::kBool) return number != 0 ? 1 : 0;
  const int bits = ort::data_type_bits(dtype);
  const bool is_signed = dtype == DataType::kInt4 || dtype == DataType::kInt2;
  return static_cast<uint32_t>(clamp_to_integer(number, bits, is_signed)) & ((1U << bits) - 1);
}

template <class T>
T convert(double number) {
  if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(number);
  } else if constexpr (sizeof(T) == 8) {
    using Limits = std::numeric_limits<T>;
    if (std::isnan(number)) return 0;
    if (number >= static_cast<double>(Limits::max())) return Limits::max();
    return number <= static_cast<double>(Limits::min()) ? Limits::min() : static_cast<T>(number);
  } else {
    return static_cast<T>(clamp_to_integer(number, sizeof(T) * 8, std::is_signed_v<T>));
  }
}

}  // namespace

bool is_floating_point(DataType dtype) {
  return dtype == DataType::kFloat || dtype == DataType::kDouble || is_narrow_float(dtype) ||
         numbers_per_element(dtype) == 2;
}

std::size_t numbers_per_element(DataType dtype) {
  return dtype == DataType::kComplex64 || dtype == DataType::kComplex128 ? 2 : 1;
}

void read_numbers(const OrtValue& tensor, int64_t first, std::span<double> out) {
  const DataType dtype = tensor.element_type();
  const std::span<const std::byte> bytes = tensor.bytes();
  const std::size_t start = static_cast<std::size_t>(first) * numbers_per_element(dtype);
  const bool is_arithmetic = visit_arithmetic(dtype, [&](auto zero) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      out[i] = static_cast<double>(load<decltype(zero)>(bytes, start + i));
    }
  });
  if (is_arithmetic) return;
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i] = decode_bits(dtype, load_bits(bytes, dtype, static_cast<int64_t>(start + i)));
  }
}

void store_number(std::span<std::byte> bytes, DataType dtype, int64_t index, double number) {
  const bool is_arithmetic = visit_arithmetic(dtype, [&](auto zero) {
    const auto converted = convert<decltype(zero)>(number);
    const std::size_t at = static_cast<std::size_t>(index) * numbers_per_element(dtype);
    std::memcpy(bytes.data() + at * sizeof(converted), &converted, sizeof(converted));
  });
  if (!is_arithmetic) store_bits(bytes, dtype, index, encode_bits(dtype, number));
}

void store_bits(std::span<std::byte> bytes, DataType dtype, int64_t index, uint32_t bits) {
  const std::size_t offset = static_cast<std::size_t>(index) * static_cast<std::size_t>(ort::data_type_bits(dtype));
  bits <<= offset % 8;
  for (std::size_t at = offset / 8; bits != 0 && at < bytes.size(); ++at) {
    bytes[at] |= static_cast<std::byte>(bits & 0xFF);
    bits >>= 8;
  }
}

uint32_t load_bits(std::span<const std::byte> bytes, DataType dtype, int64_t index) {
  const auto width = static_cast<std::size_t>(ort::data_type_bits(dtype));
  const std::size_t offset = static_cast<std::size_t>(index) * width;
  uint32_t window = 0;
  for (std::size_t i = 0; i < 3 && offset / 8 + i < bytes.size(); ++i) {
    window |= std::to_integer<uint32_t>(bytes[offset / 8 + i]) << (8 * i);
  }
  return window >> (offset % 8) & ((1U << width) - 1);
}

std::string element_text(const OrtValue& tensor, int64_t index) {
  const DataType dtype = tensor.element_type();
  if (dtype == DataType::kString) {
    return fmt::format("'{}'", printable(tensor.strings()[static_cast<std::size_t>(index)]));
  }
  if (dtype == DataType::kBool) return load_bits(tensor.bytes(), dtype, index) != 0 ? "true" : "false";
  const std::span<const std::byte> bytes = tensor.bytes();
  const auto at = static_cast<std::size_t>(index);
  std::string text;
  const bool is_arithmetic = visit_arithmetic(dtype, [&](auto zero) {
    using T = decltype(zero);
    if (numbers_per_element(dtype) == 1) {
      text = fmt::format("{}", load<T>(bytes, at));
    } else {
      const std::string imaginary = fmt::format("{}", load<T>(bytes, 2 * at + 1));
      text = fmt::format("{}{}{}j", load<T>(bytes, 2 * at), imaginary.starts_with('-') ? "" : "+", imaginary);
    }
  });
  return is_arithmetic ? text
                       : fmt::format("{}", static_cast<float>(decode_bits(dtype, load_bits(bytes, dtype, index))));
}

std::vector<int64_t> multi_index(std::span<const int64_t> shape, int64_t flat) {
  std::vector<int64_t> index(shape.size());
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    index[axis] = flat % shape[axis];
    flat /= shape[axis];
  }
  return index;
}

std::string shape_text(std::span<const int64_t> shape) { return fmt::format("[{}]", fmt::join(shape, ",")); }

}  // namespace ortool
