#pragma once

#include "libort/formats/onnx/graph_reader.h"

namespace ort::onnx {

/// Reads a ModelProto. Throws what `read_graph` throws, and (model) without a graph, for a domain that is imported with
/// two versions, and for two functions with one name.
ParsedModel read_model(const Message& message, ReadContext& context);

}  // namespace ort::onnx
