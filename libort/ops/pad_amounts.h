#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace ort {

/// What Pad adds to (or, when negative, takes from) the two ends of an axis.
struct PadAmounts {
  int64_t begin = 0;
  int64_t end = 0;
};

/// Pad's list [begins..., ends...] as amounts for each axis of the tensor; 0 for those that `axes` does not name.
/// Throws (node) for a list that is not twice as long as the axes and for axes outside `rank` or named twice.
std::vector<PadAmounts> pad_amounts(int rank, std::span<const int64_t> pads,
                                    const std::optional<std::vector<int64_t>>& axes);

}  // namespace ort
