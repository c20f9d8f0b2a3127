#pragma once

#include <onnx/onnx_pb.h>

#include <memory>
#include <span>
#include <string>

#include "libort/formats/onnx/import.h"

namespace ort::testing {

/// A model in ONNX's textual syntax, parsed by ONNX's own library. Throws std::runtime_error for text that is none.
::onnx::ModelProto parse_model(const std::string& text);

/// `<ir_version: 8, opset_import: ["": 17]>` in front of the text of a graph.
::onnx::ModelProto parse_graph(const std::string& text);

/// Imports the bytes of `model`, from memory.
Model imported(const ::onnx::ModelProto& model, const onnx::ImportOptions& options = {});
Model imported(std::string bytes, const onnx::ImportOptions& options = {});

/// Names of the inputs of a node; "" for an absent one.
std::vector<std::string> input_names(const Graph& graph, const Node& node);

/// The first live node of that operator type. Throws std::runtime_error when there is none.
const Node& find_node(const Graph& graph, std::string_view op_type);

}  // namespace ort::testing
