#pragma once

// Template members of OrtValue; included by ort/value.h.

#include <type_traits>

#include "ort/value.h"

namespace ort {

template <class T>
constexpr DataType data_type_of_arithmetic() {
  if constexpr (std::is_same_v<T, float>) return DataType::kFloat;
  if constexpr (std::is_same_v<T, double>) return DataType::kDouble;
  if constexpr (std::is_same_v<T, bool>) return DataType::kBool;
  if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
    constexpr bool is_signed = std::is_signed_v<T>;
    if constexpr (sizeof(T) == 1) return is_signed ? DataType::kInt8 : DataType::kUint8;
    if constexpr (sizeof(T) == 2) return is_signed ? DataType::kInt16 : DataType::kUint16;
    if constexpr (sizeof(T) == 4) return is_signed ? DataType::kInt32 : DataType::kUint32;
    if constexpr (sizeof(T) == 8) return is_signed ? DataType::kInt64 : DataType::kUint64;
  }
  return DataType::kUndefined;
}

template <class T>
OrtValue OrtValue::from_vector(const std::vector<T>& elements, std::span<const int64_t> shape,
                               const OrtDevice& device) {
  static_assert(data_type_of_arithmetic<T>() != DataType::kUndefined, "an arithmetic element type is needed");
  if constexpr (std::is_same_v<T, bool>) {
    std::vector<uint8_t> flags(elements.begin(), elements.end());
    return from_bytes(std::as_bytes(std::span(flags)), shape, DataType::kBool, device);
  } else {
    return from_bytes(std::as_bytes(std::span(elements)), shape, data_type_of_arithmetic<T>(), device);
  }
}

template <class T>
std::span<T> OrtValue::data() const {
  check_element_size(sizeof(T));
  const std::span<std::byte> all = bytes();
  return {reinterpret_cast<T*>(all.data()), all.size() / sizeof(T)};
}

}  // namespace ort
