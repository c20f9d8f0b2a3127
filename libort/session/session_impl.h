#pragma once

#include <map>
#include <memory>
#include <shared_mutex>
#include <span>
#include <string>
#include <vector>

#include "libort/core/logging.h"
#include "libort/exec/plan_cache.h"
#include "libort/plan/program.h"
#include "libort/session/model_preparation.h"
#include "libort/session/run_inputs.h"
#include "ort/session.h"

namespace ort {

/// What stands behind an InferenceSession: the program, its plans, its threads and memory.
class InferenceSession::Impl {
 public:
  Impl(const ModelSource& source, const SessionOptions& options, const std::vector<ProviderSpec>& providers);

  void run(std::span<const std::string> output_names, std::vector<OrtValue>& outputs,
           std::span<const std::string> input_names, std::span<const OrtValue> inputs, const RunOptions* run_options);

  std::string plan_text(const std::map<std::string, std::vector<int64_t>>& input_shapes) const;

  SessionOptions options;
  Logger logger;
  std::shared_ptr<LimitedAllocator> allocator;
  ThreadPool pool;
  std::shared_ptr<Program> program;
  std::vector<NodeArg> inputs;
  std::vector<NodeArg> outputs;
  std::vector<NodeArg> overridable_initializers;
  ModelMetadata metadata;
  std::map<std::string, int64_t> opsets;
  std::vector<std::string> providers;
  std::vector<std::string> fetchable;
  std::vector<NodePlacement> placements;
  std::vector<std::string> optimizer_report;
  std::shared_mutex running;  ///< shared by runs; taken whole by the destructor

 private:
  /// Names of one run as values of the graph, each once, and which of them every requested name means.
  struct Request {
    std::vector<ValueId> values;
    std::vector<std::size_t> positions;
    std::vector<const RuntimeValue*> bound;
    std::vector<const RuntimeValue*> targets;  ///< null: no memory of the caller
  };

  void load(const ModelSource& source, const std::vector<ProviderSpec>& specs);
  void describe(const Model& model, std::size_t declared_outputs);
  void forbid_cpu_nodes(bool cpu_was_named) const;
  void resolve_outputs(std::span<const std::string> names, Request& request) const;
  std::unique_ptr<Frame> frame_for(const Request& request, const RunOptions* run_options);
  PlanOptions plan_options(bool only_needed_nodes) const;
  void collect_outputs(const Frame& frame, const Request& request, std::vector<OrtValue>& outputs) const;

  void warn_about_declared_shapes(const Frame& frame, const Request& request, const RunOptions* run_options) const;

  std::unique_ptr<RunInputs> run_inputs_;
  std::map<std::string, ValueId, std::less<>> output_values_;
  std::unique_ptr<PlanCache> plans_;
  bool poison_ = false;
};

}  // namespace ort
