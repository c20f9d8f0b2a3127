#pragma once

#include <cstddef>

#include "libort/formats/onnx/parsed_model.h"
#include "libort/formats/onnx/tensor_reader.h"
#include "libort/formats/onnx/warnings.h"
#include "libort/formats/onnx/wire.h"

namespace ort::onnx {

/// What all readers of one model share.
struct ReadContext {
  const TensorReader& tensors;
  Warnings& warnings;
  std::size_t nodes = 0;  ///< read so far, in all graphs and functions
};

/// Reads a GraphProto that lies in `level` graphs around it. Throws (limit) beyond kMaxGraphNesting levels and
/// kMaxNodes nodes, (model) for nodes without operator or outputs, for attributes that contradict themselves and for
/// broken tensors, (protobuf) for bytes that are no such message.
ParsedGraph read_graph(const Message& message, ReadContext& context, int level = 0);

/// Reads a NodeProto of a graph at `level`.
ParsedNode read_node(const Message& message, ReadContext& context, int level);

/// "" for "ai.onnx", which is the same domain; other domains as they are.
std::string_view canonical_domain(std::string_view domain);

}  // namespace ort::onnx
