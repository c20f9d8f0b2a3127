#include "libort/ops/pad_amounts.h"

#include <numeric>
#include <string>

#include "libort/core/fail.h"
#include "libort/core/shape.h"

namespace ort {

std::vector<PadAmounts> pad_amounts(int rank, std::span<const int64_t> pads,
                                    const std::optional<std::vector<int64_t>>& axes) {
  std::vector<int64_t> padded(static_cast<std::size_t>(rank));
  std::iota(padded.begin(), padded.end(), 0);
  if (axes) padded = *axes;
  if (pads.size() != 2 * padded.size()) {
    fail_node(std::to_string(pads.size()) + " pads for " + std::to_string(padded.size()) + " axes");
  }
  std::vector<PadAmounts> amounts(static_cast<std::size_t>(rank));
  std::vector<bool> seen(static_cast<std::size_t>(rank));
  for (std::size_t i = 0; i < padded.size(); ++i) {
    const auto axis = static_cast<std::size_t>(normalize_axis(padded[i], rank));
    if (seen[axis]) fail_node("axis " + std::to_string(axis) + " is padded twice");
    seen[axis] = true;
    amounts[axis] = {pads[i], pads[padded.size() + i]};
  }
  return amounts;
}

}  // namespace ort
