#include <algorithm>
#include <mutex>

#include "libort/core/text.h"
#include "libort/exec/executor.h"
#include "libort/session/observer_adapter.h"
#include "libort/session/session_impl.h"
#include "libort/session/value_access.h"

namespace ort {
namespace {

std::string braces(const Shape& shape) {
  std::string text = shape.to_string();
  text.front() = '{';
  text.back() = '}';
  return text;
}

[[noreturn]] void fail_target(const std::string& name, const Tensor& target, DataType dtype, const Shape& shape) {
  if (target.dtype() != dtype) {
    fail_input("Unexpected output data type. Actual: (tensor(" + std::string(data_type_name(target.dtype())) +
               ")) , expected: (tensor(" + std::string(data_type_name(dtype)) + ")) for output '" + printable(name) +
               "'");
  }
  fail_input("OrtValue shape verification failed. Current shape:" + braces(target.shape()) +
             " Requested shape:" + braces(shape) + " for output '" + printable(name) + "'");
}

void check_target(const std::string& name, const RuntimeValue& target, DataType dtype, const Shape& shape) {
  if (!target.is_tensor())
    fail_input("output '" + printable(name) + "' is a tensor, but the value given for it is not");
  if (target.tensor().dtype() != dtype || target.tensor().shape() != shape)
    fail_target(name, target.tensor(), dtype, shape);
}

void copy_into(const Tensor& source, Tensor target) {
  if (source.is_string()) {
    std::ranges::copy(source.as<std::string>(), target.as<std::string>().begin());
  } else {
    std::copy_n(source.data(), source.bytes(), target.data());
  }
}

bool fits_declaration(const SymbolicShape& declared, const Shape& actual) {
  if (!declared.ranked) return true;
  if (declared.rank() != actual.rank()) return false;
  for (int axis = 0; axis < actual.rank(); ++axis) {
    const Dim& dim = declared.dims[static_cast<std::size_t>(axis)];
    if (dim.known() && dim.value != actual[axis]) return false;
  }
  return true;
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

void InferenceSession::Impl::run(std::span<const std::string> output_names, std::vector<OrtValue>& results,
                                 std::span<const std::string> input_names, std::span<const OrtValue> values,
                                 const RunOptions* run_options) {
  const std::shared_lock in_flight(running);
  Recycled<Request> recycled;
  Request& request = *recycled;
  request.bound.resize(run_inputs_->count());
  run_inputs_->bind(input_names, values, request.bound);
  resolve_outputs(output_names, request);
  results.resize(output_names.size());
  request.targets.assign(request.values.size(), nullptr);
  for (std::size_t i = 0; i < results.size(); ++i) {
    const RuntimeValue& target = ValueAccess::unwrap(results[i]);
    if (target.has_value()) request.targets[request.positions[i]] = &target;
  }

  RunObserver* const observer = run_options == nullptr ? nullptr : run_options->observer;
  RunScope scope(*plans_, frame_for(request, run_options), observer);
  Frame& frame = scope.frame();
  for (std::size_t i = 0; i < request.targets.size(); ++i) {
    const Slot& slot = frame.plan().slots[frame.plan().outputs[i].slot];
    const bool given = request.targets[i] != nullptr && slot.home == Home::kOutput;
    if (given) check_target(slot.name, *request.targets[i], slot.dtype, slot.shape);
  }
  frame.bind_inputs(request.bound);
  frame.bind_outputs(request.targets);

  std::optional<ObserverAdapter> adapter;
  if (observer != nullptr) adapter.emplace(*observer);
  execute(frame, {adapter ? &*adapter : nullptr, run_options == nullptr ? nullptr : &run_options->terminate});
  collect_outputs(frame, request, results);
  warn_about_declared_shapes(frame, request, run_options);
}

void InferenceSession::Impl::resolve_outputs(std::span<const std::string> names, Request& request) const {
  if (names.empty()) fail_input("At least one output should be requested.");
  request.values.clear();
  request.positions.clear();
  for (const std::string& name : names) {
    if (name.empty()) fail_input("output name cannot be empty");
    const auto found = output_values_.find(name);
    if (found == output_values_.end()) {
      const std::string near = nearest_match(name, fetchable);
      fail_input("Invalid output name:" + printable(name) +
                 (near.empty() ? "" : " (did you mean '" + printable(near) + "'?)"));
    }
    const auto known = std::find(request.values.begin(), request.values.end(), found->second);
    request.positions.push_back(static_cast<std::size_t>(known - request.values.begin()));
    if (known == request.values.end()) request.values.push_back(found->second);
  }
}

PlanOptions InferenceSession::Impl::plan_options(bool only_needed_nodes) const {
  return {.use_arena = options.enable_cpu_mem_arena,
          .reuse_memory = options.enable_mem_reuse,
          .only_needed_nodes = only_needed_nodes};
}

std::unique_ptr<Frame> InferenceSession::Impl::frame_for(const Request& request, const RunOptions* run_options) {
  const PlanCache::Key key{request.bound, request.values,
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
    }
    plan =
        make_plan(program, std::move(planned), request.values, plan_options(key.only_needed_nodes), {allocator, pool});
    plans_->add(key, plan);
  }
  return std::make_unique<Frame>(plan, FrameResources{allocator, pool, poison_});
}

void InferenceSession::Impl::collect_outputs(const Frame& frame, const Request& request,
                                             std::vector<OrtValue>& results) const {
  for (std::size_t i = 0; i < results.size(); ++i) {
    const std::size_t position = request.positions[i];
    const RuntimeValue& result = frame.output(position);
    const RuntimeValue* target = request.targets[position];
    if (target == nullptr) {
      results[i] = ValueAccess::wrap(result);
    } else if (frame.plan().slots[frame.plan().outputs[position].slot].home == Home::kLate) {
      if (!result.is_tensor()) fail_input("an output that is no tensor cannot be written into a value of the caller");
      check_target(frame.plan().slots[frame.plan().outputs[position].slot].name, *target, result.tensor().dtype(),
                   result.tensor().shape());
      copy_into(result.tensor(), target->tensor());
    }
  }
}

void InferenceSession::Impl::warn_about_declared_shapes(const Frame& frame, const Request& request,
                                                        const RunOptions* run_options) const {
  for (std::size_t i = 0; i < request.values.size(); ++i) {
    const Value& declared = program->graph.value(request.values[i]);
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

std::string InferenceSession::Impl::plan_text(const std::map<std::string, std::vector<int64_t>>& input_shapes) const {
  std::vector<Plan::Input> planned;
  for (const ValueId id : program->graph.inputs()) {
    const Value& value = program->graph.value(id);
    Plan::Input input;
    input.value = id;
    input.dtype = value.type.dtype;
    input.is_tensor = value.type.is_tensor();
    const auto given = input_shapes.find(value.name);
    if (given != input_shapes.end()) {
      input.shape = Shape(given->second);
    } else {
      for (const Dim& dim : value.type.shape.dims) input.shape.append(dim.known() ? dim.value : 1);
    }
    planned.push_back(std::move(input));
  }
  std::vector<ValueId> requested;
  for (const auto& [name, id] : output_values_) requested.push_back(id);
  ThreadPool one_thread(1);
  return make_plan(program, std::move(planned), requested, plan_options(false), {allocator, one_thread})->to_string();
}

}  // namespace ort
