#pragma once

#include <memory>
#include <string>
#include <vector>

#include "libort/plan/partition.h"
#include "libort/session/model_preparation.h"
#include "libort/session/provider_list.h"

namespace ort {

/// The graph or a body of it, with who would run its nodes.
struct InspectedGraph {
  const Graph* graph = nullptr;
  std::string body;  ///< see NodePlacement::body
  std::vector<Assignment> assignments;
};

/// A model as its file has it, resolved as far as its operators are known, and the providers' answers.
struct InspectedModel {
  ProviderList list;
  std::unique_ptr<Model> model;  ///< stays where it is: `graphs` point into it
  std::vector<onnx::ExternalFile> external_files;
  std::vector<InspectedGraph> graphs;  ///< outer ones first
};

/// Throws like the constructor of InferenceSession, but not for nodes that nobody takes.
InspectedModel inspect_source(const ModelSource& source, const SessionOptions& options,
                              const std::vector<ProviderSpec>& providers);

}  // namespace ort
