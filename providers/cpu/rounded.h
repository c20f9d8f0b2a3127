#pragma once

#include <concepts>
#include <type_traits>

namespace ort::cpu {

/// A number computed as float or double as an element of a floating-point type, rounded once.
template <class T, std::floating_point C>
T rounded(C value) {
  if constexpr (std::is_same_v<C, double> && !std::is_floating_point_v<T>) {
    return T::from_double(value);
  } else {
    return static_cast<T>(value);
  }
}

}  // namespace ort::cpu
