#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <string>
#include <vector>

#include "libort/core/logging.h"
#include "libort/exec/plan_cache.h"
#include "libort/plan/program.h"
#include "libort/session/model_preparation.h"
#include "libort/session/provider_list.h"
#include "libort/session/run_inputs.h"
#include "libort/session/session_memory.h"
#include "libort/trace/session_trace.h"
#include "ort/session.h"

namespace ort {

/// What the caller of a run wants to have done with an output.
struct OutputPlace {
  Device device;  ///< where it is wanted, unless a tensor is given for it
  bool replaceable =
      false;  ///< the given tensor is only the result of an earlier run: new memory where it does not fit
};

/// One run, by names.
struct RunCall {
  std::span<const std::string> output_names;
  std::span<const OutputPlace> places;  ///< for each output; empty: on the CPU, or where a given tensor lies
  std::vector<OrtValue>& outputs;       ///< what is given, and then the results
  std::span<const std::string> input_names;
  std::span<const OrtValue> inputs;
  const RunOptions* options = nullptr;
};

/// What stands behind an InferenceSession: the program, its plans, its threads and memory.
class InferenceSession::Impl {
 public:
  Impl(const ModelSource& source, const SessionOptions& options, const std::vector<ProviderSpec>& providers);

  void run(const RunCall& call);

  /// Where the nodes read a graph input, and where they make a graph output.
  const Device& reading_device(const std::string& input) const;
  const Device& producing_device(const std::string& output) const;
  bool has_input(std::string_view name) const { return input_devices_.find(name) != input_devices_.end(); }

  /// Waits for what runs left on their devices.
  void synchronize() const { plans_->synchronize(); }

  /// Completes the trace and gives its path; "" without one.
  std::string end_profiling();
  int64_t profiling_start() const;
  /// Null: the session is not profiled (any more).
  std::shared_ptr<SessionTrace> session_trace() const;
  /// Where a run is written down; null: nowhere. Throws (file).
  std::shared_ptr<SessionTrace> trace_of(const RunOptions* run_options) const;
  TracedSession traced_session() const;

  MemoryPlan memory_plan(const std::map<std::string, std::vector<int64_t>>& input_shapes) const;
  std::string plan_text(const std::map<std::string, std::vector<int64_t>>& input_shapes) const;

  SessionOptions options;
  Logger logger;
  SessionMemory memory;
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
  std::vector<PassReport> optimizer_report;
  std::shared_mutex running;  ///< shared by runs; taken whole by the destructor

 private:
  /// Names of one run as values of the graph, each once for a device, and which of them every requested name means.
  struct Request {
    std::vector<RequestedOutput> wanted;
    std::vector<std::size_t> positions;
    std::vector<const RuntimeValue*> bound;
    std::vector<const RuntimeValue*> targets;  ///< null: no memory of the caller
  };

  void load(const ModelSource& source, const std::vector<ProviderSpec>& specs);
  void initialize(Model model, ProviderList list);
  void find_devices();
  /// A plan for the given shapes, 1 for symbolic dimensions of the others, with all outputs.
  std::shared_ptr<const Plan> plan_for(const std::map<std::string, std::vector<int64_t>>& input_shapes) const;
  void describe(const Model& model, std::size_t declared_outputs);
  void forbid_cpu_nodes(bool cpu_was_named) const;
  void resolve_outputs(const RunCall& call, Request& request) const;
  void set_targets(const RunCall& call, const Plan& plan, Request& request) const;
  std::unique_ptr<Frame> frame_for(const Request& request, const RunOptions* run_options);
  PlanOptions plan_options(bool only_needed_nodes) const;
  void collect_outputs(Frame& frame, const Request& request, std::vector<OrtValue>& outputs) const;

  /// Says why the work of a device cannot be replayed although the provider would.
  void warn_about_blockers(const Plan& plan) const;
  void warn_about_declared_shapes(const Frame& frame, const Request& request, const RunOptions* run_options) const;

  std::unique_ptr<RunInputs> run_inputs_;
  std::map<std::string, ValueId, std::less<>> output_values_;
  std::map<std::string, Device, std::less<>> input_devices_;
  std::map<std::string, Device, std::less<>> output_devices_;
  std::unique_ptr<PlanCache> plans_;
  bool poison_ = false;
  std::string model_name_;
  mutable std::mutex trace_mutex_;
  std::shared_ptr<SessionTrace> trace_;  ///< null: not profiled (any more)
  int64_t profiling_start_ = 0;
};

}  // namespace ort
