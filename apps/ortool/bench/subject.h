#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "apps/ortool/bench/session_task.h"
#include "apps/ortool/bench/variant.h"
#include "apps/ortool/model_source.h"
#include "apps/ortool/run/expectation.h"
#include "apps/ortool/run/loaded_model.h"
#include "apps/ortool/run/named_value.h"

namespace ortool {

/// What all variants of a benchmark share.
struct SubjectSettings {
  std::vector<std::string> inputs;
  std::optional<std::filesystem::path> test_data;
  std::vector<std::string> expectations;
  ToleranceFlags tolerances;
  uint64_t seed = 0;  ///< of made-up inputs
  std::size_t callers = 1;
};

/// Most memory resident in each phase, in bytes; 0 where the system does not tell. Where it does not let the peak begin
/// anew, each figure is the most until the end of the phase.
struct PhaseMemory {
  int64_t load = 0;
  int64_t first_run = 0;
  int64_t measured = 0;
  int64_t all = 0;       ///< of the whole process
  int64_t resident = 0;  ///< at the end
  bool is_by_phase = false;
};

/// A variant, loaded, run once, its outputs verified, ready to be measured.
class Subject {
 public:
  /// Loads and runs; `options` (of all runs) must outlive it. Throws ort::Error: what loading, inputs and runs throw.
  Subject(const Variant& variant, const SubjectSettings& settings, const ort::RunOptions& options);
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;
  ~Subject();

  const Variant& variant() const { return variant_; }
  const ort::InferenceSession& session() const { return *session_; }
  const ModelSource& source() const { return source_; }
  std::vector<std::unique_ptr<Task>>& tasks() { return tasks_; }

  double load_seconds() const { return load_seconds_; }
  double first_run_seconds() const { return first_run_seconds_; }
  const std::string& isa() const { return isa_; }
  const std::vector<NamedValue>& inputs() const { return inputs_; }
  const std::vector<NamedValue>& outputs() const { return outputs_; }
  const std::vector<std::string>& made_up() const { return made_up_; }
  const std::vector<Outcome>& outcomes() const { return outcomes_; }
  bool reuses_outputs() const { return reuses_outputs_; }
  /// Outputs that hold NaN or infinity.
  const std::vector<std::string>& non_finite() const { return non_finite_; }
  const PhaseMemory& memory() const { return memory_; }

  /// Gives the session and the tasks back; `load_again` makes new ones, which lie elsewhere in memory: before them
  /// `padding` bytes are taken. What was found out about the first ones stays. Throws ort::Error.
  void unload();
  void load_again(std::size_t padding, const ort::RunOptions& options);

  /// To be called when the measurement is over.
  void note_measured_memory();

 private:
  LoadedModel make_session();
  void load();
  void run_first(const ort::RunOptions& options);
  void make_tasks(std::size_t callers, const ort::RunOptions& options);
  void verify(const SubjectSettings& settings);
  int64_t end_phase();

  const Variant variant_;
  const ModelSource source_;
  std::vector<std::byte> padding_;
  std::optional<ort::InferenceSession> session_;
  Feed feed_;
  std::vector<std::unique_ptr<Task>> tasks_;
  double load_seconds_ = 0;
  double first_run_seconds_ = 0;
  std::string isa_;
  std::vector<NamedValue> inputs_;
  std::vector<NamedValue> outputs_;
  std::vector<std::string> made_up_;
  std::vector<Outcome> outcomes_;
  std::vector<std::string> non_finite_;
  bool reuses_outputs_ = true;
  PhaseMemory memory_;
};

}  // namespace ortool
