#pragma once

#include "libort/formats/onnx/parsed_model.h"
#include "libort/formats/onnx/warnings.h"
#include "libort/graph/graph.h"

namespace ort::onnx {

/// Builds the main graph of a model without function calls, subgraphs included: resolves names (innermost first) and
/// makes the outer values that subgraphs read implicit inputs of their nodes, through all levels.
/// Throws (model) for names that are undefined or defined twice, cycles, graph inputs without type, and initializers
/// that contradict their graph input; (limit) for subgraphs nested too deep. Unsorted nodes, names that hide outer
/// ones, equal node names and domains that are not imported are accepted with a warning.
Graph build_graph(const ParsedModel& model, Warnings& warnings);

}  // namespace ort::onnx
