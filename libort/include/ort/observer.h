#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ort/value.h"

namespace ort {

/// A node as it is executed: after optimization, on its provider.
struct NodeRecord {
  std::string name;  ///< unique in the session; made up from the operator and an index where the model has none
  std::string op_type;
  std::string domain;                ///< "" is ai.onnx
  int since_version = 0;             ///< operator version that the node resolved to
  std::string provider;              ///< "CPUExecutionProvider", ...
  std::size_t index = 0;             ///< position in the order of execution
  std::vector<std::string> lineage;  ///< names of the nodes of the model that it came from
  std::vector<std::string> inputs;   ///< value names, "" for an absent optional input
  std::vector<std::string> outputs;
};

/// Sees a run while it happens: the only window into the executor. Called on the thread that runs the session; must
/// not throw. Values are valid during the call only; copy what is to be kept.
class RunObserver {
 public:
  virtual ~RunObserver() = default;
  virtual void on_run_begin(std::size_t /*node_count*/) {}
  virtual void on_node_begin(const NodeRecord& /*node*/) {}
  /// `outputs` in the order of `node.outputs`, those of absent optional outputs without a value.
  virtual void on_node_end(const NodeRecord& /*node*/, std::span<const OrtValue> /*inputs*/,
                           std::span<const OrtValue> /*outputs*/) {}
  virtual void on_run_end() {}
};

}  // namespace ort
