#pragma once

#include <optional>

#include "libort/core/tensor.h"
#include "libort/graph/graph.h"

namespace ort {

/// What a Shape or Size node gives where the dimensions that it asks for are known without a run; nothing otherwise.
std::optional<Tensor> static_shape_of(const Graph& graph, const Node& node);

}  // namespace ort
