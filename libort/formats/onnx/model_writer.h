#pragma once

#include <cstddef>
#include <vector>

#include "libort/graph/graph.h"

namespace ort::onnx {

/// A serialised ModelProto: the graph with its bodies, initializers inside, the imports of `model.opsets`. Values and
/// nodes keep their names; what the graph does not keep (documentation of nodes, quantization annotations) is not
/// there. Throws (limit) where it, or a part of it, would have 2 GiB or more.
std::vector<std::byte> write_model(const Model& model);

}  // namespace ort::onnx
