#pragma once

#include <algorithm>
#include <cstdint>
#include <type_traits>

#include "libort/core/type_dispatch.h"

namespace ort::cpu {

/// Copies elements into the type that kernels compute in.
template <class T>
void widen(const T* from, Compute<T>* to, int64_t count) {
  if constexpr (std::is_same_v<T, Compute<T>>) {
    std::copy_n(from, count, to);
  } else {
    for (int64_t i = 0; i < count; ++i) to[i] = static_cast<float>(from[i]);
  }
}

/// The way back: rounds once. Memory that is the same on both sides stays as it is.
template <class T>
void narrow(const Compute<T>* from, T* to, int64_t count) {
  if constexpr (std::is_same_v<T, Compute<T>>) {
    if (from != to) std::copy_n(from, count, to);
  } else {
    for (int64_t i = 0; i < count; ++i) to[i] = T(from[i]);
  }
}

}  // namespace ort::cpu
