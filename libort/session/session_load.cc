#include <algorithm>

#include "libort/core/text.h"
#include "libort/ops/op_registry.h"
#include "libort/session/node_args.h"
#include "libort/session/provider_list.h"
#include "libort/session/session_impl.h"
#include "ort/environment.h"

namespace ort {
namespace {

constexpr std::size_t kKeptPlans = 32;

bool config_is_set(const SessionOptions& options, std::string_view key) {
  return options.has_session_config_entry(key) && options.get_session_config_entry(key) == "1";
}

[[noreturn]] void fail_unknown_operators(const std::vector<std::string>& missing) {
  throw Error(ErrorCode::kFail, ErrorKind::kUnsupported, "Fatal error: " + join(missing, "; "));
}

}  // namespace

InferenceSession::Impl::Impl(const ModelSource& source, const SessionOptions& session_options,
                             const std::vector<ProviderSpec>& provider_specs)
    : options(session_options),
      logger(options.logid.empty() ? "Default" : options.logid, options.log_severity_level),
      memory(options),
      pool(options.intra_op_num_threads),
      plans_(std::make_unique<PlanCache>(options.enable_mem_pattern ? kKeptPlans : 0)),
      poison_(config_is_set(options, "session.poison_memory")),
      model_name_(source.path.empty() ? "from memory" : source.path.string()) {
  if (options.enable_profiling) {
    trace_ = std::make_shared<SessionTrace>(options.profile_file_prefix);
    profiling_start_ = trace_->origin();
  }
  try {
    load(source, provider_specs);
  } catch (...) {
    if (trace_) trace_->discard();
    throw;
  }
  if (trace_) trace_->describe(traced_session());
}

void InferenceSession::Impl::load(const ModelSource& source, const std::vector<ProviderSpec>& specs) {
  ProviderList list;
  {
    const StageTimer timer(trace_.get(), "load/providers");
    list = make_providers(specs, options, memory.cpu(), logger);
    memory.add_providers(list.providers);
  }
  for (const auto& provider : list.providers) providers.emplace_back(provider->name());
  Model model = read_model(source, options, logger, trace_.get());
  if (trace_) trace_->add_session_event(source.path.empty() ? "model_loading_array" : "model_loading_uri", 0);
  const int64_t loaded = trace_ ? trace_->now() : 0;
  initialize(std::move(model), std::move(list));
  if (trace_) trace_->add_session_event("session_initialization", loaded);
}

void InferenceSession::Impl::initialize(Model model, ProviderList list) {
  const std::size_t declared_outputs = model.declared_outputs;
  {
    const StageTimer timer(trace_.get(), "initialize/resolve");
    const std::vector<std::string> missing = resolve_model(model, options, logger);
    if (!missing.empty()) fail_unknown_operators(missing);
  }
  describe(model, declared_outputs);
  {
    const StageTimer timer(trace_.get(), "initialize/optimize");
    optimizer_report = optimize_model(model, options, list.providers, memory.cpu(), pool, trace_.get());
  }
  const bool cpu_was_named = list.cpu_was_named;
  program = make_program(std::move(model.graph), std::move(list.providers), op_registry(), options.execution_order,
                         trace_.get());
  program->model_bytes = model.bytes;
  for (const Assignment& assignment : program->assignments)
    placements.push_back(node_placement(program->graph, assignment));
  if (config_is_set(options, "session.disable_cpu_ep_fallback")) forbid_cpu_nodes(cpu_was_named);
  run_inputs_ = std::make_unique<RunInputs>(program->graph);
  for (const ValueId id : program->graph.outputs()) {
    const std::string& name = program->graph.value(id).name;
    if (output_values_.emplace(name, id).second) fetchable.push_back(name);
  }
  find_devices();
}

TracedSession InferenceSession::Impl::traced_session() const {
  const auto level_name = [&] {
    switch (options.graph_optimization_level) {
      case GraphOptimizationLevel::ORT_DISABLE_ALL:
        return "none";
      case GraphOptimizationLevel::ORT_ENABLE_BASIC:
        return "basic";
      case GraphOptimizationLevel::ORT_ENABLE_EXTENDED:
        return "extended";
      case GraphOptimizationLevel::ORT_ENABLE_LAYOUT:
        return "layout";
      case GraphOptimizationLevel::ORT_ENABLE_ALL:
        return "all";
    }
    return "";
  };
  return {get_version_string(), get_build_info(), level_name(), model_name_, pool.threads(), providers};
}

void InferenceSession::Impl::find_devices() {
  const auto device = [](const ExecutionProvider* provider) {
    return provider == nullptr ? Device{} : provider->device();
  };
  const std::vector<ExecutionProvider*> readers = reading_providers(*program);
  for (std::size_t i = 0; i < run_inputs_->count(); ++i) {
    const ValueId id = run_inputs_->value(i);
    const Value& input = program->graph.value(id);
    input_devices_.emplace(input.name, device(readers[id]));
    if (input.constant && readers[id] != nullptr)
      run_inputs_->set_fallback(i, program->device_constants->get(id, *input.constant, *readers[id]));
  }
  const std::vector<ExecutionProvider*> producers = producing_providers(*program);
  for (const auto& [name, id] : output_values_) output_devices_.emplace(name, device(producers[id]));
}

const Device& InferenceSession::Impl::reading_device(const std::string& input) const {
  return input_devices_.at(input);
}

const Device& InferenceSession::Impl::producing_device(const std::string& output) const {
  return output_devices_.at(output);
}

void InferenceSession::Impl::describe(const Model& model, std::size_t declared_outputs) {
  inputs = input_args(model.graph);
  outputs = output_args(model.graph, declared_outputs);
  overridable_initializers = overridable_initializer_args(model.graph);
  metadata = model_metadata(model);
  opsets = opsets_by_name(model);
}

void InferenceSession::Impl::forbid_cpu_nodes(bool cpu_was_named) const {
  if (cpu_was_named) return;
  std::vector<std::string> on_cpu;
  for (const NodePlacement& placement : placements) {
    if (placement.provider == "CPUExecutionProvider")
      on_cpu.push_back(printable(placement.name) + " (" + placement.op_type + ")");
  }
  if (on_cpu.empty()) return;
  throw Error(
      ErrorCode::kFail, ErrorKind::kProvider,
      "This session contains graph nodes that are assigned to the default CPU EP, but fallback to CPU EP has been "
      "explicitly disabled by the user. Nodes: " +
          join(on_cpu));
}

}  // namespace ort
