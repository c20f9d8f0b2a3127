#pragma once

#include <cstdint>
#include <type_traits>

namespace ort {

/// The unsigned type in which integers of type T are computed so that results wrap: no narrower than int, which would
/// promote and overflow. Floats stay as they are.
template <class T>
struct WrappingType {
  using type = std::conditional_t<sizeof(T) < 4, uint32_t, std::make_unsigned_t<T>>;
};
template <class T>
requires std::is_floating_point_v<T>
struct WrappingType<T> {
  using type = T;
};
template <class T>
using Wrapping = typename WrappingType<T>::type;

/// Sum, difference and product of floats, or of integers modulo their width.
template <class T>
constexpr T wrapping_add(T a, T b) {
  return static_cast<T>(static_cast<Wrapping<T>>(a) + static_cast<Wrapping<T>>(b));
}
template <class T>
constexpr T wrapping_subtract(T a, T b) {
  return static_cast<T>(static_cast<Wrapping<T>>(a) - static_cast<Wrapping<T>>(b));
}
template <class T>
constexpr T wrapping_multiply(T a, T b) {
  return static_cast<T>(static_cast<Wrapping<T>>(a) * static_cast<Wrapping<T>>(b));
}

}  // namespace ort
