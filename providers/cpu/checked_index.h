#pragma once

#include <concepts>
#include <cstdint>
#include <span>
#include <string>

#include "libort/core/fail.h"

namespace ort::cpu {

/// `index` in [-extent, extent) as a position in [0, extent). Throws (node) otherwise; `place` is where the index
/// stands among the indices.
template <std::integral I>
int64_t checked_index(I index, int64_t extent, std::size_t place) {
  const auto wide = static_cast<int64_t>(index);
  if (wide < -extent || wide >= extent) {
    fail_node("index " + std::to_string(wide) + " at position " + std::to_string(place) +
              " of the indices is outside a dimension of " + std::to_string(extent));
  }
  return wide < 0 ? wide + extent : wide;
}

/// Throws (node) for the first index outside [-extent, extent).
template <std::integral I>
void check_indices(std::span<const I> indices, int64_t extent) {
  for (std::size_t i = 0; i < indices.size(); ++i) checked_index(indices[i], extent, i);
}

/// An index that has been checked, as a position.
template <std::integral I>
int64_t position_of(I index, int64_t extent) {
  return index < 0 ? static_cast<int64_t>(index) + extent : static_cast<int64_t>(index);
}

}  // namespace ort::cpu
