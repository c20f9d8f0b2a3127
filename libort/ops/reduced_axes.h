#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libort/graph/graph.h"

namespace ort {

/// Which of `rank` axes a reduction reduces: those named in `axes`, or with an empty list all of them, or none where
/// the attribute `noop_with_empty_axes` says so. Throws (node) for an axis outside [-rank, rank).
std::vector<bool> reduced_axes(const Node& node, std::span<const int64_t> axes, int rank);

}  // namespace ort
