#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "apps/ortool/model_source.h"
#include "ort/environment.h"

namespace ortool {

/// What a session makes of a model.
struct PreparedModel {
  std::vector<ort::PassReport> passes;
  std::vector<ort::NodePlacement> nodes;  ///< of the optimized graph, in the order of execution
  std::optional<ort::MemoryPlan> memory;  ///< of a run with the assumed sizes
  std::string memory_problem;             ///< why it is not known
};

/// A model and what this machine and these providers would do with it.
struct ModelCheck {
  std::string model;  ///< as the user named it
  ort::ModelSummary summary;
  /// Symbolic dimensions of the inputs that --dim does not fix, with the size that costs and memory are told for.
  std::map<std::string, int64_t> assumed_dims;
  std::optional<PreparedModel> prepared;  ///< nothing for a model with nodes that nobody takes
  std::string problem;                    ///< why a supported model could not be prepared
};

/// Throws what `ort::inspect_model` throws; not for a model that cannot be prepared.
ModelCheck check_model(const ModelSource& source, const ort::SessionOptions& options,
                       const std::vector<ort::ProviderSpec>& providers);

/// Operations of all nodes together; nothing when no node's are known.
std::optional<double> operations_of(const std::vector<ort::NodePlacement>& nodes);
std::size_t nodes_without_cost(const std::vector<ort::NodePlacement>& nodes);

}  // namespace ortool
