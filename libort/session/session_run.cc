#include <algorithm>
#include <charconv>
#include <mutex>

#include "libort/core/text.h"
#include "libort/exec/executor.h"
#include "libort/exec/output_target.h"
#include "libort/runtime/tensor_copy.h"
#include "libort/session/observer_adapter.h"
#include "libort/session/session_impl.h"
#include "libort/session/value_access.h"
#include "libort/trace/run_trace.h"

namespace ort {
namespace {

bool fits_declaration(const SymbolicShape& declared, const Shape& actual) {
  if (!declared.ranked) return true;
  if (declared.rank() != actual.rank()) return false;
  for (int axis = 0; axis < actual.rank(); ++axis) {
    const Dim& dim = declared.dims[static_cast<std::size_t>(axis)];
    if (dim.known() && dim.value != actual[axis]) return false;
  }
  return true;
}

/// Whether the result of an earlier run can take a new one: it has the planned type and shape, and this run does not
/// read it.
bool can_hold_again(const RuntimeValue& earlier, const Slot& slot, std::span<const RuntimeValue* const> inputs) {
  if (!earlier.is_tensor() || slot.home != Home::kOutput) return false;
  const Tensor& tensor = earlier.tensor();
  if (tensor.dtype() != slot.dtype || tensor.shape() != slot.shape) return false;
  return std::none_of(inputs.begin(), inputs.end(), [&](const RuntimeValue* input) {
    return input->is_tensor() && input->tensor().data() == tensor.data();
  });
}

/// Ends a run for its observer and gives its frame back, whichever way it ends.
class RunScope {
 public:
  RunScope(PlanCache& plans, std::unique_ptr<Frame> frame, RunObserver* observer)
      : plans_(plans), frame_(std::move(frame)), observer_(observer) {
    if (observer_ != nullptr) observer_->on_run_begin(frame_->plan().instructions.size());
  }
  RunScope(const RunScope&) = delete;
  RunScope& operator=(const RunScope&) = delete;
  ~RunScope() {
    if (observer_ != nullptr) observer_->on_run_end();
    plans_.give_back(std::move(frame_));
  }
  Frame& frame() { return *frame_; }

 private:
  PlanCache& plans_;
  std::unique_ptr<Frame> frame_;
  RunObserver* observer_;
};

/// What the config entries of a run ask for.
struct RunSettings {
  RunSettings(const RunOptions* options, const SessionMemory& memory) {
    if (options == nullptr || options->config_entries().empty()) return;
    constexpr std::string_view kGraph = "gpu_graph_id";
    constexpr std::string_view kShrink = "memory.enable_memory_arena_shrinkage";
    constexpr std::string_view kNoWaiting = "disable_synchronize_execution_providers";
    if (options->has_run_config_entry(kShrink))
      arenas_to_shrink = memory.arenas_of(options->get_run_config_entry(kShrink));
    if (options->has_run_config_entry(kGraph)) replay = allows_replay(options->get_run_config_entry(kGraph));
    if (options->has_run_config_entry(kNoWaiting)) synchronize = options->get_run_config_entry(kNoWaiting) != "1";
    trace.is_warm_up = is_set(*options, "profiling.warm_up");
    trace.only_duration = is_set(*options, "profiling.skip");
  }
  std::vector<ArenaAllocator*> arenas_to_shrink;
  bool synchronize = true;
  bool replay = true;
  RunTrace::Settings trace;

 private:
  static bool is_set(const RunOptions& options, std::string_view key) {
    return options.has_run_config_entry(key) && options.get_run_config_entry(key) == "1";
  }
  /// The number has no other meaning here: captured work belongs to shapes and addresses, not to a name.
  static bool allows_replay(const std::string& graph_id) {
    int id = 0;
    const auto [end, error] = std::from_chars(graph_id.data(), graph_id.data() + graph_id.size(), id);
    if (error != std::errc() || end != graph_id.data() + graph_id.size())
      fail_usage("Failed to parse the cuda graph annotation id: " + printable(graph_id));
    return id != -1;
  }
};

/// A list that keeps its capacity from run to run of a thread, and serves runs inside runs.
template <class Request>
class Recycled {
 public:
  Recycled() : request_(std::move(kept())) {}
  Recycled(const Recycled&) = delete;
  Recycled& operator=(const Recycled&) = delete;
  ~Recycled() { kept() = std::move(request_); }
  Request& operator*() { return request_; }

 private:
  static Request& kept() {
    static thread_local Request request;
    return request;
  }
  Request request_;
};

}  // namespace

void InferenceSession::Impl::run(const RunCall& call) {
  const std::shared_lock in_flight(running);
  const RunSettings settings(call.options, memory);
  RunTrace trace(trace_of(call.options), settings.trace, pool);
  Recycled<Request> recycled;
  Request& request = *recycled;
  request.bound.resize(run_inputs_->count());
  run_inputs_->bind(call.input_names, call.inputs, request.bound);
  call.outputs.resize(call.output_names.size());
  resolve_outputs(call, request);

  trace.enter(RunTrace::Phase::kPlanning);
  RunObserver* const observer = call.options == nullptr ? nullptr : call.options->observer;
  RunScope scope(*plans_, frame_for(request, call.options), observer);
  Frame& frame = scope.frame();
  trace.enter(RunTrace::Phase::kInputs);
  set_targets(call, frame.plan(), request);
  frame.bind_inputs(request.bound);
  trace.enter(RunTrace::Phase::kAllocation);
  frame.bind_outputs(request.targets);

  std::optional<ObserverAdapter> adapter;
  if (observer != nullptr) adapter.emplace(*observer);
  ExecutionObserver* const sees_nodes = trace.observe(frame.shared_plan(), adapter ? &*adapter : nullptr);
  trace.enter(RunTrace::Phase::kExecution);
  execute(frame, {.observer = sees_nodes,
                  .terminate = call.options == nullptr ? nullptr : &call.options->terminate,
                  .replay = settings.replay,
                  .synchronize = settings.synchronize || trace.records()});
  trace.enter(RunTrace::Phase::kOutputs);
  collect_outputs(frame, request, call.outputs);
  warn_about_declared_shapes(frame, request, call.options);
  for (ArenaAllocator* const arena : settings.arenas_to_shrink) arena->shrink();
}

void InferenceSession::Impl::resolve_outputs(const RunCall& call, Request& request) const {
  static const Device cpu;
  if (call.output_names.empty()) fail_input("At least one output should be requested.");
  request.wanted.clear();
  request.positions.clear();
  for (std::size_t i = 0; i < call.output_names.size(); ++i) {
    const std::string& name = call.output_names[i];
    if (name.empty()) fail_input("output name cannot be empty");
    const auto found = output_values_.find(name);
    if (found == output_values_.end()) {
      const std::string near = nearest_match(name, fetchable);
      fail_input("Invalid output name:" + printable(name) +
                 (near.empty() ? "" : " (did you mean '" + printable(near) + "'?)"));
    }
    const RuntimeValue& given = ValueAccess::unwrap(call.outputs[i]);
    const Device& unless_given = call.places.empty() ? cpu : call.places[i].device;
    const RequestedOutput wanted{found->second, given.is_tensor() ? given.tensor().device() : unless_given};
    const auto known = std::find(request.wanted.begin(), request.wanted.end(), wanted);
    request.positions.push_back(static_cast<std::size_t>(known - request.wanted.begin()));
    if (known == request.wanted.end()) request.wanted.push_back(wanted);
  }
}

void InferenceSession::Impl::set_targets(const RunCall& call, const Plan& plan, Request& request) const {
  request.targets.assign(request.wanted.size(), nullptr);
  for (std::size_t i = 0; i < call.outputs.size(); ++i) {
    const RuntimeValue& given = ValueAccess::unwrap(call.outputs[i]);
    if (!given.has_value()) continue;
    const Slot& slot = plan.slots[plan.outputs[request.positions[i]].slot];
    if (!call.places.empty() && call.places[i].replaceable && !can_hold_again(given, slot, request.bound)) {
      call.outputs[i] = OrtValue();
      continue;
    }
    if (slot.home == Home::kOutput) check_output_target(slot.name, given, slot.dtype, slot.shape);
    request.targets[request.positions[i]] = &given;
  }
}

PlanOptions InferenceSession::Impl::plan_options(bool only_needed_nodes) const {
  return {.use_arena = options.enable_cpu_mem_arena,
          .reuse_memory = options.enable_mem_reuse,
          .only_needed_nodes = only_needed_nodes};
}

std::unique_ptr<Frame> InferenceSession::Impl::frame_for(const Request& request, const RunOptions* run_options) {
  const PlanCache::Key key{request.bound, request.wanted,
                           run_options != nullptr && run_options->only_execute_path_to_fetches};
  std::shared_ptr<const Plan> plan;
  std::unique_ptr<Frame> frame = plans_->take(key, plan);
  if (frame) return frame;
  if (!plan) {
    std::vector<Plan::Input> planned(request.bound.size());
    for (std::size_t i = 0; i < planned.size(); ++i) {
      planned[i].value = run_inputs_->value(i);
      planned[i].is_tensor = request.bound[i]->is_tensor();
      if (!planned[i].is_tensor) continue;
      planned[i].dtype = request.bound[i]->tensor().dtype();
      planned[i].shape = request.bound[i]->tensor().shape();
      planned[i].device = request.bound[i]->tensor().device();
    }
    plan = make_plan(program, std::move(planned), request.wanted, plan_options(key.only_needed_nodes),
                     {memory.cpu(), pool});
    warn_about_blockers(*plan);
    plans_->add(key, plan);
  }
  return std::make_unique<Frame>(
      plan, FrameResources{memory.cpu(), pool, poison_, memory.late_cpu(), memory.shared_on_devices()});
}

void InferenceSession::Impl::warn_about_blockers(const Plan& plan) const {
  const std::vector<std::string>& blockers = plan.capture.blockers;
  if (blockers.empty()) return;
  constexpr std::size_t kNamed = 5;
  const std::vector<std::string> named(
      blockers.begin(), blockers.begin() + static_cast<std::ptrdiff_t>(std::min(kNamed, blockers.size())));
  logger.warning("The work of the device is not captured as a graph for these shapes: " + join(named, "; ") +
                 (blockers.size() > kNamed ? " and " + std::to_string(blockers.size() - kNamed) + " more" : ""));
}

void InferenceSession::Impl::collect_outputs(Frame& frame, const Request& request,
                                             std::vector<OrtValue>& results) const {
  for (std::size_t i = 0; i < results.size(); ++i) {
    const RuntimeValue& result = frame.output(request.positions[i]);
    const RuntimeValue& given = ValueAccess::unwrap(results[i]);
    if (!given.has_value()) {
      results[i] = ValueAccess::wrap(result);
      continue;
    }
    if (!result.is_tensor()) fail_input("an output that is no tensor cannot be written into a value of the caller");
    const Tensor& tensor = result.tensor();
    if (given.tensor().data() == tensor.data()) continue;
    check_output_target(program->graph.value(request.wanted[request.positions[i]].value).name, given, tensor.dtype(),
                        tensor.shape());
    if (!tensor.device().is_cpu()) frame.synchronize();
    Tensor target = given.tensor();
    copy_tensor(tensor, target);
  }
}

void InferenceSession::Impl::warn_about_declared_shapes(const Frame& frame, const Request& request,
                                                        const RunOptions* run_options) const {
  for (std::size_t i = 0; i < request.wanted.size(); ++i) {
    const Value& declared = program->graph.value(request.wanted[i].value);
    const RuntimeValue& result = frame.output(i);
    if (!result.is_tensor() || fits_declaration(declared.type.shape, result.tensor().shape())) continue;
    const bool own_level = run_options != nullptr && run_options->log_severity_level >= 0;
    const std::string tag = run_options == nullptr || run_options->logid.empty() ? "" : ":" + run_options->logid;
    Logger(logger.id() + tag, own_level ? run_options->log_severity_level : options.log_severity_level)
        .warning("Expected shape from model of " + declared.type.shape.to_string() +
                 " does not match actual shape of " + result.tensor().shape().to_string() + " for output " +
                 printable(declared.name));
  }
}

}  // namespace ort
