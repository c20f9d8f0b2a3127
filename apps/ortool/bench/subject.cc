#include "apps/ortool/bench/subject.h"

#include <algorithm>
#include <chrono>

#include "apps/ortool/process_memory.h"
#include "apps/ortool/run/finite_check.h"
#include "apps/ortool/run/test_data.h"
#include "ort/environment.h"
#include "ort/machine.h"

namespace ortool {

using Clock = std::chrono::steady_clock;

Subject::Subject(const Variant& variant, const SubjectSettings& settings, const ort::RunOptions& options)
    : variant_(variant), source_(variant.model) {
  try {
    memory_.all = ort::get_process_memory().peak;
    memory_.is_by_phase = reset_peak_resident();
    load();
    feed_ =
        read_feed(*session_, variant_.session, {settings.inputs, settings.test_data, true, settings.seed}, &made_up_);
    for (const auto& [name, value] : feed_) inputs_.push_back({name, value});
    run_first(options);
    make_tasks(settings.callers, options);
    verify(settings);
  } catch (const ort::Error& error) {
    throw with_model(error, variant_.model);
  }
}

Subject::~Subject() = default;

/// The peak of a phase that ends now.
int64_t Subject::end_phase() {
  const int64_t peak = ort::get_process_memory().peak;
  memory_.all = std::max(memory_.all, peak);
  memory_.resident = ort::get_process_memory().resident;
  if (memory_.is_by_phase) reset_peak_resident();
  return peak;
}

void Subject::note_measured_memory() { memory_.measured = end_phase(); }

/// Sets the instruction set too, which sides may differ in.
LoadedModel Subject::make_session() {
  const ort::SessionOptions options = variant_.session.session_options();
  isa_ = ort::get_isa();
  return load_model(source_, variant_.session, options);
}

void Subject::unload() {
  tasks_.clear();
  session_.reset();
}

void Subject::load_again(std::size_t padding, const ort::RunOptions& options) {
  padding_.assign(padding, std::byte{0});
  session_.emplace(make_session().session);
  for (auto& [name, value] : feed_) {
    const bool is_numeric = value.has_value() && value.is_tensor() && value.element_type() != ort::DataType::kString;
    if (is_numeric) value = value.copy_to(ort::OrtDevice());
  }
  tasks_.push_back(make_session_task(*session_, feed_, variant_.io, options));
}

void Subject::load() {
  LoadedModel loaded = make_session();
  session_.emplace(std::move(loaded.session));
  load_seconds_ = loaded.load_ms / 1e3;
  memory_.load = end_phase();
}

void Subject::run_first(const ort::RunOptions& options) {
  const auto start = Clock::now();
  const std::vector<ort::OrtValue> results = session_->run({}, feed_, &options);
  first_run_seconds_ = std::chrono::duration<double>(Clock::now() - start).count();
  memory_.first_run = end_phase();
}

void Subject::make_tasks(std::size_t callers, const ort::RunOptions& options) {
  std::vector<ort::OrtValue> results;
  for (std::size_t i = 0; i < callers; ++i) {
    std::unique_ptr<SessionTask> task = make_session_task(*session_, feed_, variant_.io, options);
    reuses_outputs_ = reuses_outputs_ && task->reuses_outputs();
    if (i == 0) results = task->outputs();
    tasks_.push_back(std::move(task));
  }
  const std::vector<ort::NodeArg>& declared = session_->get_outputs();
  for (std::size_t i = 0; i < results.size(); ++i) {
    outputs_.push_back({declared[i].name, results[i], declared[i].type.starts_with("optional(")});
  }
}

void Subject::verify(const SubjectSettings& settings) {
  const std::vector<ort::NodeArg>& declared = session_->get_outputs();
  std::vector<Expectation> expectations = load_expectations(settings.expectations, declared);
  if (settings.test_data) {
    for (Expectation& expectation : load_test_outputs(*settings.test_data, declared)) {
      expectations.push_back(std::move(expectation));
    }
  }
  const std::map<std::string, Tolerance> tolerances = settings.tolerances.by_output(declared);
  for (const Expectation& expectation : expectations) {
    const auto output = std::ranges::find(outputs_, expectation.name, &NamedValue::name);
    outcomes_.push_back({expectation.name, compare(output->value, expectation.value, tolerances.at(expectation.name))});
  }
  for (const NamedValue& output : outputs_) {
    if (first_non_finite(output.value)) non_finite_.push_back(output.name);
  }
}

}  // namespace ortool
