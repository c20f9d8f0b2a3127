#pragma once

#include <concepts>
#include <limits>

namespace ort {

/// `value` truncated towards zero; what does not fit becomes the nearest integer that does, NaN becomes 0.
template <std::integral I, std::floating_point F>
constexpr I saturate_to(F value) {
  constexpr auto kLow = static_cast<F>(std::numeric_limits<I>::min());
  constexpr auto kHigh = static_cast<F>(std::numeric_limits<I>::max());
  if (value >= kHigh) return std::numeric_limits<I>::max();
  if (value <= kLow) return std::numeric_limits<I>::min();
  return value == value ? static_cast<I>(value) : I{0};
}

}  // namespace ort
