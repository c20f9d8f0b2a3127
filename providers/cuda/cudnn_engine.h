#pragma once

#include <optional>
#include <string>
#include <vector>

#include "providers/cuda/cudnn_graph.h"
#include "providers/cuda/provider_options.h"

namespace ort::cuda {

/// A way of cuDNN's to compute a graph: an engine with its settings.
struct DnnEngine {
  DnnDescriptor config;
  std::string name;  ///< the same for the same choice, in every process with the same library and device
};

/// What the library advises, best first, in the order that `search` asks for. Left out are engines whose results would
/// change from run to run, that accumulate float16 and bfloat16 in less than float, that make less of float than TF32,
/// and with `use_tf32` off, less than float.
std::vector<DnnEngine> advised_engines(const DnnGraph& graph, DataType dtype, AlgoSearch search, bool use_tf32);

/// An engine made ready to run.
struct DnnPlan {
  DnnDescriptor plan;
  std::size_t workspace = 0;  ///< bytes
};

/// Nothing when the engine cannot compute the graph on this device.
std::optional<DnnPlan> make_dnn_plan(const DnnEngine& engine, cudnnHandle_t handle);

}  // namespace ort::cuda
