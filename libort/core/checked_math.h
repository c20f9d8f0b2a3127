#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>

#include "libort/core/fail.h"

namespace ort {

/// Sum, product and so on of sizes; a result outside T throws ort::Error (limit) with the two operands.
template <std::integral T>
T checked_add(T a, T b) {
  T result;
  if (__builtin_add_overflow(a, b, &result)) fail_limit("size overflow: " + std::to_string(a) + " + " + std::to_string(b));
  return result;
}

template <std::integral T>
T checked_subtract(T a, T b) {
  T result;
  if (__builtin_sub_overflow(a, b, &result)) fail_limit("size overflow: " + std::to_string(a) + " - " + std::to_string(b));
  return result;
}

template <std::integral T>
T checked_multiply(T a, T b) {
  T result;
  if (__builtin_mul_overflow(a, b, &result)) fail_limit("size overflow: " + std::to_string(a) + " * " + std::to_string(b));
  return result;
}

/// `value` rounded up to a multiple of `alignment` (a power of two).
inline std::size_t checked_align(std::size_t value, std::size_t alignment) {
  return checked_add(value, alignment - 1) & ~(alignment - 1);
}

/// Number of elements of a shape; 1 for rank 0. Throws for negative dimensions and when it does not fit.
int64_t checked_elements(std::span<const int64_t> dims);

}  // namespace ort
