#include "ort/session.h"

#include <mutex>

#include "libort/session/ort_device.h"
#include "libort/session/session_impl.h"

namespace ort {

InferenceSession::InferenceSession(const std::filesystem::path& path, const SessionOptions& options,
                                   const std::vector<ProviderSpec>& providers)
    : impl_(std::make_unique<Impl>(ModelSource{path, {}}, options, providers)) {}

InferenceSession::InferenceSession(std::span<const std::byte> model, const SessionOptions& options,
                                   const std::vector<ProviderSpec>& providers)
    : impl_(std::make_unique<Impl>(ModelSource{{}, model}, options, providers)) {}

InferenceSession::InferenceSession(InferenceSession&&) noexcept = default;
InferenceSession& InferenceSession::operator=(InferenceSession&&) noexcept = default;

InferenceSession::~InferenceSession() {
  if (impl_) {
    const std::unique_lock all_runs_have_ended(impl_->running);
  }
}

std::vector<OrtValue> InferenceSession::run(const std::vector<std::string>& output_names,
                                            const std::map<std::string, OrtValue>& input_feed,
                                            const RunOptions* run_options) const {
  std::vector<std::string> names = output_names;
  if (names.empty()) {
    for (const NodeArg& output : impl_->outputs) names.push_back(output.name);
  }
  std::vector<std::string> input_names;
  std::vector<OrtValue> inputs;
  for (const auto& [name, value] : input_feed) {
    input_names.push_back(name);
    inputs.push_back(value);
  }
  std::vector<OrtValue> outputs(names.size());
  impl_->run({names, {}, outputs, input_names, inputs, run_options});
  return outputs;
}

void InferenceSession::run_into(std::span<const std::string> output_names, std::vector<OrtValue>& outputs,
                                std::span<const std::string> input_names, std::span<const OrtValue> inputs,
                                const RunOptions* run_options) const {
  impl_->run({output_names, {}, outputs, input_names, inputs, run_options});
}

void InferenceSession::run_with_ortvaluevector(const RunOptions* run_options, std::span<const std::string> feed_names,
                                               std::span<const OrtValue> feeds,
                                               std::span<const std::string> fetch_names, std::vector<OrtValue>& fetches,
                                               std::span<const OrtDevice> fetch_devices) const {
  if (fetch_devices.size() != fetch_names.size()) {
    fail_input("fetch names has " + std::to_string(fetch_names.size()) + " elements, but fetch devices has " +
               std::to_string(fetch_devices.size()) + " elements.");
  }
  std::vector<OutputPlace> places;
  for (const OrtDevice& device : fetch_devices) places.push_back({device_of(device), false});
  impl_->run({fetch_names, places, fetches, feed_names, feeds, run_options});
}

std::vector<OrtMemoryInfo> InferenceSession::get_input_memory_infos() const {
  std::vector<OrtMemoryInfo> infos;
  for (const NodeArg& input : impl_->inputs) infos.push_back(memory_info_of(impl_->reading_device(input.name)));
  return infos;
}

std::vector<OrtMemoryInfo> InferenceSession::get_output_memory_infos() const {
  std::vector<OrtMemoryInfo> infos;
  for (const NodeArg& output : impl_->outputs) infos.push_back(memory_info_of(impl_->producing_device(output.name)));
  return infos;
}

ArenaStatistics InferenceSession::get_arena_statistics(const OrtDevice& device) const {
  const ArenaAllocator* const arena = impl_->memory.arena_on(device_of(device));
  return arena == nullptr ? ArenaStatistics{} : arena->statistics();
}

const std::vector<NodeArg>& InferenceSession::get_inputs() const { return impl_->inputs; }
const std::vector<NodeArg>& InferenceSession::get_outputs() const { return impl_->outputs; }
const std::vector<NodeArg>& InferenceSession::get_overridable_initializers() const {
  return impl_->overridable_initializers;
}
const ModelMetadata& InferenceSession::get_modelmeta() const { return impl_->metadata; }
const std::map<std::string, int64_t>& InferenceSession::get_opsets() const { return impl_->opsets; }
const std::vector<std::string>& InferenceSession::get_providers() const { return impl_->providers; }
const SessionOptions& InferenceSession::get_session_options() const { return impl_->options; }
int InferenceSession::get_thread_count() const { return impl_->pool.threads(); }
const std::vector<std::string>& InferenceSession::fetchable() const { return impl_->fetchable; }
const std::vector<NodePlacement>& InferenceSession::get_placements() const { return impl_->placements; }
const std::vector<PassReport>& InferenceSession::get_optimizer_report() const { return impl_->optimizer_report; }
std::string InferenceSession::graph_text() const { return impl_->program->graph.to_string(); }

std::map<std::string, std::map<std::string, std::string>> InferenceSession::get_provider_options() const {
  std::map<std::string, std::map<std::string, std::string>> options;
  for (const auto& provider : impl_->program->providers) options[std::string(provider->name())] = provider->options();
  return options;
}

std::string InferenceSession::end_profiling() { return impl_->end_profiling(); }
int64_t InferenceSession::get_profiling_start_time_ns() const { return impl_->profiling_start(); }

MemoryPlan InferenceSession::memory_plan(const std::map<std::string, std::vector<int64_t>>& input_shapes) const {
  return impl_->memory_plan(input_shapes);
}

std::string InferenceSession::plan_text(const std::map<std::string, std::vector<int64_t>>& input_shapes) const {
  return impl_->plan_text(input_shapes);
}

}  // namespace ort
