#pragma once

#include "libort/formats/onnx/graph_reader.h"

namespace ort::onnx {

/// Reads an AttributeProto of a node in a graph at `level`; its own graphs are one level deeper. Throws (model) when it
/// has no name, when fields of two types are set or when they do not fit its `type`; scalars of proto3 writers, which
/// leave out zeros, are accepted.
ParsedAttribute read_attribute(const Message& message, ReadContext& context, int level);

}  // namespace ort::onnx
