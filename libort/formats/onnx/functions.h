#pragma once

#include "libort/formats/onnx/parsed_model.h"

namespace ort::onnx {

/// Replaces every call of a model-local function, in the graph and all its subgraphs, by the nodes of its body.
///
/// A function is found by domain, name and overload. Its nodes get the versions of its own opset imports, the name of
/// the outermost call as origin, and fresh names that begin with the name of the call; attributes are those of the
/// call, else the function's defaults. Throws (model) for functions that call themselves (with the path), calls that do
/// not fit and bodies with undefined names; (limit) for calls nested deeper than kMaxFunctionDepth and for expansions
/// out of proportion, before expanding.
void inline_functions(ParsedModel& model);

}  // namespace ort::onnx
