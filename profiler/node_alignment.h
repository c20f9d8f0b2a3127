#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "profiler/profile.h"

namespace ort::profiler {

/// Nodes of two profiles that do the same work; indexes into `Profile::nodes`. Nodes that have no counterpart stand
/// alone, with the other list empty.
struct AlignedNodes {
  enum class Match { kName, kLineage, kShape, kNone };
  Match match = Match::kNone;
  std::vector<std::size_t> a;
  std::vector<std::size_t> b;
};

/// "name", "lineage", "shape", "none".
std::string_view match_name(AlignedNodes::Match match);

/// Brings together the nodes that come from the same nodes of the model: one with the same name, or a fused one with
/// its parts on the other side. What is left is paired by operator and shapes, in the order in which the nodes ran.
std::vector<AlignedNodes> align_nodes(const Profile& a, const Profile& b);

}  // namespace ort::profiler
