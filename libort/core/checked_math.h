#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace ort {

/// Throws ort::Error (limit): "size overflow: A * B".
[[noreturn]] void fail_overflow(const std::string& a, char operation, const std::string& b);

/// Sum, product and so on of sizes; a result outside T throws ort::Error (limit) with the two operands.
template <std::integral T>
T checked_add(T a, T b) {
  T result;
  if (__builtin_add_overflow(a, b, &result)) fail_overflow(std::to_string(a), '+', std::to_string(b));
  return result;
}

template <std::integral T>
T checked_subtract(T a, T b) {
  T result;
  if (__builtin_sub_overflow(a, b, &result)) fail_overflow(std::to_string(a), '-', std::to_string(b));
  return result;
}

template <std::integral T>
T checked_multiply(T a, T b) {
  T result;
  if (__builtin_mul_overflow(a, b, &result)) fail_overflow(std::to_string(a), '*', std::to_string(b));
  return result;
}

/// `value` rounded up to a multiple of `alignment` (a power of two).
inline std::size_t checked_align(std::size_t value, std::size_t alignment) {
  return checked_add(value, alignment - 1) & ~(alignment - 1);
}

/// Number of elements of a shape; 1 for rank 0. Throws (node) for a negative dimension and (limit) when the product of
/// the dimensions other than zero does not fit: so every partial product, such as a stride, fits as well.
int64_t checked_elements(std::span<const int64_t> dims);

}  // namespace ort
