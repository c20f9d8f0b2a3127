#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "ort/environment.h"

namespace ortool {

/// What became of a node that was to be saved as a model of its own.
struct SavedNode {
  std::filesystem::path file;      ///< empty: there is none
  std::string problem;             ///< why
  std::vector<std::string> nodes;  ///< names of the nodes that are alike
};

/// Writes each model as "<operator>-<opset>-<number>.onnx" into `folder`, which is made where it is missing. Throws
/// ort::Error (file).
std::vector<SavedNode> save_node_models(const std::filesystem::path& folder, const std::vector<ort::NodeModel>& models);

std::string saved_nodes_text(const std::vector<SavedNode>& saved);
nlohmann::ordered_json saved_nodes_json(const std::vector<SavedNode>& saved);

}  // namespace ortool
