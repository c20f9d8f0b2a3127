#include "libort/ops/reduced_axes.h"

#include "libort/ops/infer_context.h"

namespace ort {

std::vector<bool> reduced_axes(const Node& node, std::span<const int64_t> axes, int rank) {
  const int64_t* noop = node.find<int64_t>("noop_with_empty_axes");
  const bool all = axes.empty() && (noop == nullptr || *noop == 0);
  std::vector<bool> reduced(static_cast<std::size_t>(rank), all);
  for (const int64_t axis : axes) reduced[static_cast<std::size_t>(checked_axis(axis, rank))] = true;
  return reduced;
}

}  // namespace ort
