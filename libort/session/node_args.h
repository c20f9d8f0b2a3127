#pragma once

#include <map>
#include <string>
#include <vector>

#include "libort/graph/graph.h"
#include "libort/plan/partition.h"
#include "ort/session.h"

namespace ort {

/// What a graph says about itself, in the words of the public API.
NodeArg node_arg(const Value& value);
std::vector<NodeArg> input_args(const Graph& graph);                      ///< graph inputs without initializers
std::vector<NodeArg> output_args(const Graph& graph, std::size_t count);  ///< the first `count` graph outputs
std::vector<NodeArg> overridable_initializer_args(const Graph& graph);
ModelMetadata model_metadata(const Model& model);
std::map<std::string, int64_t> opsets_by_name(const Model& model);  ///< the default domain as "ai.onnx"
NodePlacement node_placement(const Graph& graph, const Assignment& assignment);

}  // namespace ort
