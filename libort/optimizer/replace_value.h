#pragma once

#include "libort/graph/graph_mutator.h"

namespace ort {

/// GraphMutator::replace_uses for two values with the same contents: where a graph output is replaced, `to` takes over
/// its type as well, which holds the names of dimensions that callers see.
bool replace_value(GraphMutator& graph, ValueId from, ValueId to);

}  // namespace ort
