#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ort/allocator.h"
#include "ort/device.h"
#include "ort/memory_plan.h"
#include "ort/observer.h"
#include "ort/optimizer_report.h"
#include "ort/options.h"
#include "ort/value.h"

namespace ort {

/// A dimension as the model declares it: a number, a symbol, or nothing.
using DeclaredDim = std::variant<std::monostate, int64_t, std::string>;

/// An input, output or overridable initializer of a model.
struct NodeArg {
  std::string name;
  std::string type;                ///< "tensor(float)", "seq(tensor(int64))", "map(string,tensor(float))", ...
  std::vector<DeclaredDim> shape;  ///< empty for a scalar and where no shape is declared (`has_shape` tells which)
  bool has_shape = false;
  DataType element_type = DataType::kUndefined;  ///< of a tensor or of the tensors of a sequence

  /// "NodeArg(name='X', type='tensor(float)', shape=[3, 'N', None])"
  std::string to_string() const;
};

struct ModelMetadata {
  std::string producer_name;
  std::string graph_name;
  std::string domain;
  std::string description;  ///< doc string of the model
  std::string graph_description;
  int64_t version = 0;  ///< model_version
  std::map<std::string, std::string> custom_metadata_map;
};

/// What a node needs whatever the implementation: arithmetic operations (a multiplication with the addition behind it
/// counts as two; moving elements as none), and the bytes that it must touch at least.
struct NodeWork {
  double operations = 0;
  double bytes_read = 0;
  double bytes_written = 0;
};

/// Where a node of the model runs, or why it cannot run.
struct NodePlacement {
  std::string name;
  std::string op_type;
  std::string domain;  ///< "" is ai.onnx
  int since_version = 0;
  std::string provider;  ///< empty: no provider takes it
  std::string reason;    ///< for every provider asked before, why it did not take the node; else why it was taken
  /// The body that it stands in: names of nodes and attributes from the outside, "/loop.body/if.then_branch"; empty for
  /// the graph itself.
  std::string body;
  std::vector<std::string> lineage;  ///< names of the model's nodes that it was made from
  std::optional<NodeWork> work;      ///< nothing where shapes are not known
};

class IOBinding;

/// A model, optimized, planned and ready to run. `run` may be called from many threads at once.
///
///   ort::InferenceSession session("model.onnx");
///   auto outputs = session.run({}, {{"x", ort::OrtValue::from_vector(pixels, shape)}});
class InferenceSession {
 public:
  /// Loads `path`. Providers in order of priority; the CPU provider is appended when it is not named.
  /// Throws ort::Error: NO_SUCHFILE, INVALID_PROTOBUF, INVALID_GRAPH, NOT_IMPLEMENTED (all missing operators at once),
  /// FAIL, INVALID_ARGUMENT, EP_FAIL.
  explicit InferenceSession(const std::filesystem::path& path, const SessionOptions& options = {},
                            const std::vector<ProviderSpec>& providers = {});

  /// Loads a model from memory; the bytes are copied. External data is looked for in the folder of the config entry
  /// "session.model_external_initializers_file_folder_path".
  explicit InferenceSession(std::span<const std::byte> model, const SessionOptions& options = {},
                            const std::vector<ProviderSpec>& providers = {});

  InferenceSession(InferenceSession&&) noexcept;
  InferenceSession& operator=(InferenceSession&&) noexcept;
  /// Waits for runs in flight.
  ~InferenceSession();

  /// Runs the model. `output_names` empty: all graph outputs, in graph order. Results in the order of the names; an
  /// output of optional type without value has `has_value() == false`.
  /// Throws INVALID_ARGUMENT for unknown, missing or ill-typed inputs and unknown outputs; what a node throws, with
  /// "Non-zero status code returned while running <Op> node. Name:'<n>' Status Message: " before it.
  std::vector<OrtValue> run(const std::vector<std::string>& output_names,
                            const std::map<std::string, OrtValue>& input_feed,
                            const RunOptions* run_options = nullptr) const;

  /// As `run`, into tensors of the caller where `outputs[i]` has a value (right type and shape, else
  /// INVALID_ARGUMENT "OrtValue shape verification failed. ..."); the others are filled in.
  void run_into(std::span<const std::string> output_names, std::vector<OrtValue>& outputs,
                std::span<const std::string> input_names, std::span<const OrtValue> inputs,
                const RunOptions* run_options = nullptr) const;

  /// As `run_into`, with a device for each output that has no value: `fetches` is filled in place. Throws
  /// INVALID_ARGUMENT when there is not one device for each name, or one where no provider of the session works.
  void run_with_ortvaluevector(const RunOptions* run_options, std::span<const std::string> feed_names,
                               std::span<const OrtValue> feeds, std::span<const std::string> fetch_names,
                               std::vector<OrtValue>& fetches, std::span<const OrtDevice> fetch_devices) const;

  /// A binding of inputs and outputs to places on devices; see ort/io_binding.h.
  IOBinding io_binding() const;

  /// Runs the model on what the binding holds. Throws what `run` throws, with "Error in execution: " before it, and
  /// INVALID_ARGUMENT for a binding of another session.
  void run_with_iobinding(IOBinding& iobinding, const RunOptions* run_options = nullptr) const;

  /// Where the nodes read each graph input, and where each graph output is made: inputs and outputs that are bound
  /// there need no copies.
  std::vector<OrtMemoryInfo> get_input_memory_infos() const;
  std::vector<OrtMemoryInfo> get_output_memory_infos() const;

  /// What the arena did from which this session allocates on `device`; zeros where it has none.
  ArenaStatistics get_arena_statistics(const OrtDevice& device = {}) const;

  /// Ends `SessionOptions::enable_profiling` and returns the path of the finished trace; "" when nothing is profiled
  /// (any more). Runs in flight are not in it. Throws FAIL when the file cannot be completed.
  std::string end_profiling();

  /// Nanoseconds of std::chrono::steady_clock when profiling began, from which the trace counts; 0 without profiling.
  int64_t get_profiling_start_time_ns() const;

  const std::vector<NodeArg>& get_inputs() const;  ///< graph inputs without the initializers
  const std::vector<NodeArg>& get_outputs() const;
  const std::vector<NodeArg>& get_overridable_initializers() const;
  const ModelMetadata& get_modelmeta() const;
  const std::map<std::string, int64_t>& get_opsets() const;  ///< domain ("ai.onnx" for the default one) -> version
  const std::vector<std::string>& get_providers() const;
  std::map<std::string, std::map<std::string, std::string>> get_provider_options() const;
  const SessionOptions& get_session_options() const;
  int get_thread_count() const;

  /// Values that `run` can return: the graph outputs, then what `SessionOptions::add_fetch` asked for.
  const std::vector<std::string>& fetchable() const;

  /// Every node of the optimized graph with its provider and the reason, in the order of execution.
  const std::vector<NodePlacement>& get_placements() const;

  /// What the passes of the optimizer did, in their order; those that were switched off are left out.
  const std::vector<PassReport>& get_optimizer_report() const;

  /// The optimized graph as text; for reading, not for parsing.
  std::string graph_text() const;

  /// Who uses which memory in a run with these input shapes; symbolic dimensions of inputs that are not named are 1.
  /// Throws what a run with such inputs throws when it is planned.
  MemoryPlan memory_plan(const std::map<std::string, std::vector<int64_t>>& input_shapes) const;

  /// The plan for the given input shapes as text: instructions, variants, offsets, reuse.
  std::string plan_text(const std::map<std::string, std::vector<int64_t>>& input_shapes) const;

 private:
  friend class IOBinding;
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ort
