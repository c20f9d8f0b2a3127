#include "providers/cuda/cudnn_engine.h"

#include <algorithm>

namespace ort::cuda {
namespace {

std::vector<cudnnBackendHeurMode_t> heuristics(AlgoSearch search) {
  switch (search) {
    case AlgoSearch::kExhaustive:
      return {CUDNN_HEUR_MODE_A, CUDNN_HEUR_MODE_FALLBACK};
    case AlgoSearch::kHeuristic:
      return {CUDNN_HEUR_MODE_B, CUDNN_HEUR_MODE_A, CUDNN_HEUR_MODE_FALLBACK};
    case AlgoSearch::kDefault:
      return {CUDNN_HEUR_MODE_INSTANT, CUDNN_HEUR_MODE_FALLBACK};
  }
  return {};
}

std::vector<DnnDescriptor> configs(const DnnGraph& graph, cudnnBackendHeurMode_t mode) {
  DnnDescriptor heuristic(CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR);
  heuristic.set(CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH, graph.graph);
  heuristic.set(CUDNN_ATTR_ENGINEHEUR_MODE, mode);
  if (!heuristic.finalize()) return {};
  return heuristic.descriptors(CUDNN_ATTR_ENGINEHEUR_RESULTS, CUDNN_BACKEND_ENGINECFG_DESCRIPTOR);
}

std::vector<cudnnBackendNumericalNote_t> refused_notes(DataType dtype, bool use_tf32) {
  std::vector<cudnnBackendNumericalNote_t> notes{CUDNN_NUMERICAL_NOTE_NONDETERMINISTIC};
  if (dtype == DataType::kFloat16 || dtype == DataType::kBfloat16)
    notes.push_back(CUDNN_NUMERICAL_NOTE_REDUCED_PRECISION_REDUCTION);
  if (dtype == DataType::kFloat || dtype == DataType::kDouble)
    notes.push_back(CUDNN_NUMERICAL_NOTE_DOWN_CONVERT_INPUTS);
  if (dtype == DataType::kFloat && !use_tf32) notes.push_back(CUDNN_NUMERICAL_NOTE_TENSOR_CORE);
  return notes;
}

/// "<engine>:<knob>=<value>,..."
std::string name_of(const DnnDescriptor& engine, const DnnDescriptor& config) {
  std::string name;
  for (const int64_t index : engine.values<int64_t>(CUDNN_ATTR_ENGINE_GLOBAL_INDEX)) name += std::to_string(index);
  char separator = ':';
  for (const DnnDescriptor& knob : config.descriptors(CUDNN_ATTR_ENGINECFG_KNOB_CHOICES,
                                                      CUDNN_BACKEND_KNOB_CHOICE_DESCRIPTOR, CUDNN_KNOB_TYPE_COUNTS)) {
    const auto types = knob.values<cudnnBackendKnobType_t>(CUDNN_ATTR_KNOB_CHOICE_KNOB_TYPE);
    const auto values = knob.values<int64_t>(CUDNN_ATTR_KNOB_CHOICE_KNOB_VALUE);
    if (types.empty() || values.empty()) continue;
    name += separator + std::to_string(types.front()) + "=" + std::to_string(values.front());
    separator = ',';
  }
  return name;
}

}  // namespace

std::vector<DnnEngine> advised_engines(const DnnGraph& graph, DataType dtype, AlgoSearch search, bool use_tf32) {
  const std::vector<cudnnBackendNumericalNote_t> refused = refused_notes(dtype, use_tf32);
  std::vector<DnnEngine> engines;
  for (const cudnnBackendHeurMode_t mode : heuristics(search)) {
    for (DnnDescriptor& config : configs(graph, mode)) {
      const std::vector<DnnDescriptor> engine =
          config.descriptors(CUDNN_ATTR_ENGINECFG_ENGINE, CUDNN_BACKEND_ENGINE_DESCRIPTOR);
      if (engine.empty()) continue;
      const auto notes = engine.front().values<cudnnBackendNumericalNote_t>(CUDNN_ATTR_ENGINE_NUMERICAL_NOTE);
      if (std::find_first_of(notes.begin(), notes.end(), refused.begin(), refused.end()) != notes.end()) continue;
      std::string name = name_of(engine.front(), config);
      const bool is_known =
          std::any_of(engines.begin(), engines.end(), [&](const DnnEngine& other) { return other.name == name; });
      if (!is_known) engines.push_back({std::move(config), std::move(name)});
    }
  }
  return engines;
}

std::optional<DnnPlan> make_dnn_plan(const DnnEngine& engine, cudnnHandle_t handle) {
  DnnPlan made{DnnDescriptor(CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR)};
  made.plan.set(CUDNN_ATTR_EXECUTION_PLAN_HANDLE, handle);
  made.plan.set(CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG, engine.config);
  if (!made.plan.finalize()) return std::nullopt;
  for (const int64_t bytes : made.plan.values<int64_t>(CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE))
    made.workspace = static_cast<std::size_t>(bytes);
  return made;
}

}  // namespace ort::cuda
