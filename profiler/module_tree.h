#pragma once

#include <vector>

#include "profiler/profile.h"

namespace ort::profiler {

/// The nodes by the prefixes of their names, each up to a '/' or '.', as a tree in preorder, longest first among
/// siblings. A module whose only content is one other stands as that one. Nodes without a prefix are "(no module)", and
/// the list is empty when all are.
std::vector<ModuleProfile> module_tree(const std::vector<NodeProfile>& nodes);

}  // namespace ort::profiler
