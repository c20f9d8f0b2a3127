#pragma once

#include "libort/core/value_type.h"
#include "libort/formats/onnx/parsed_model.h"
#include "libort/formats/onnx/warnings.h"
#include "libort/formats/onnx/wire.h"

namespace ort::onnx {

/// Reads a TypeProto. Throws (limit) beyond kMaxTypeNesting and kMaxRank, (unsupported) for element types that do not
/// exist. A type without content is unknown; negative dimensions are unknown too, with a warning.
ValueType read_type(const Message& message, Warnings& warnings);

/// Reads a ValueInfoProto. Throws (model) when it has no name.
ParsedValue read_value_info(const Message& message, Warnings& warnings);

}  // namespace ort::onnx
