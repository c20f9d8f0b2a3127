#pragma once

#include <cstddef>
#include <vector>

#include "libort/formats/onnx/parsed_model.h"

namespace ort::onnx {

/// Memory that a copy takes besides the object itself. Tensors share their data and cost nothing.
std::size_t heap_bytes(const Attribute& attribute);

/// Memory that a copy of the graph takes without its nodes.
std::size_t frame_bytes(const ParsedGraph& graph);

/// Memory that a copy of the nodes takes, with all graphs inside of them.
std::size_t copy_bytes(const std::vector<ParsedNode>& nodes);

}  // namespace ort::onnx
