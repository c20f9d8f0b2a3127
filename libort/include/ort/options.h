#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ort/enums.h"
#include "ort/value.h"

namespace ort {

class RunObserver;
class ExecutionProvider;

/// A provider by name ("CPUExecutionProvider", or short: "cpu") with its options.
struct ProviderSpec {
  std::string name;
  std::map<std::string, std::string> options;
};

/// Settings of an InferenceSession. Names, defaults and messages are ONNX Runtime's; the session copies them, later
/// changes do not reach it.
class SessionOptions {
 public:
  /// False: every intermediate tensor is an allocation of its own. True: they lie in one block as the plan says, and
  /// those whose size shows while the model runs in an arena that grows (see OrtArenaCfg for its defaults); with a
  /// `memory_limit` these are allocated one by one all the same.
  bool enable_cpu_mem_arena = true;
  bool enable_mem_pattern = true;  ///< false: no plan is kept between runs
  bool enable_mem_reuse = true;    ///< false: no two intermediate tensors share memory
  std::string logid;
  int log_severity_level = -1;   ///< -1: the process-wide default
  int intra_op_num_threads = 0;  ///< 0: from the CPU affinity and the cgroup quota; N: N threads with the caller's
  ExecutionOrder execution_order = ExecutionOrder::DEFAULT;
  GraphOptimizationLevel graph_optimization_level = GraphOptimizationLevel::ORT_ENABLE_ALL;

  /// Names of optimizer passes that are not to run (`optimizer_pass_names()` lists them).
  std::vector<std::string> disabled_optimizers;

  /// Bytes that the values of one session may take together; 0: no limit. Over it a run fails with the node and the
  /// size, and the session stays usable.
  std::size_t memory_limit = 0;

  /// True: everything that the session does is written to a trace, `<profile_file_prefix>_<local time>.json` relative
  /// to the working directory, in ONNX Runtime's format (libort/trace/README.md has all keys), until
  /// `InferenceSession::end_profiling` or the end of the session; none is left of a session that cannot be made. Work
  /// of devices is then not replayed as a whole.
  bool enable_profiling = false;
  std::string profile_file_prefix = "onnxruntime_profile_";

  /// Fixes a symbolic dimension of the graph inputs before anything is planned. The last value for a name counts.
  /// Throws INVALID_ARGUMENT "Invalid free dimension override. ..." for a negative value.
  void add_free_dimension_override_by_name(std::string_view dim_param, int64_t value);
  void add_free_dimension_override_by_denotation(std::string_view denotation, int64_t value);

  /// Replaces the data of the initializer `name` by a tensor of the caller, shared and not copied.
  /// Throws INVALID_ARGUMENT for an empty name, a value that is no tensor, or a second one for the same name.
  void add_initializer(std::string_view name, OrtValue value);

  /// Supplies the data of initializers whose data lies outside the model file. Throws like add_initializer, and for
  /// lists of unequal length; then nothing is added.
  void add_external_initializers(const std::vector<std::string>& names, const std::vector<OrtValue>& values);

  /// Keeps tensors of the graph that match `glob` ("*", "/block1/*") and lets `run` fetch them by name, after the
  /// graph outputs in `InferenceSession::fetchable`. Throws INVALID_ARGUMENT for an empty pattern.
  void add_fetch(std::string_view glob);

  /// Keys with an effect here: session.disable_cpu_ep_fallback, session.strict_shape_type_inference,
  /// session.model_external_initializers_file_folder_path, optimization.disable_specified_optimizers,
  /// session.use_env_allocators ("1": memory comes from what create_and_register_allocator registered), and
  /// session.poison_memory ("1": arenas are filled with 0xFF before each run, to find reads of what nobody wrote).
  /// Other keys are kept and have none.
  /// Throws INVALID_ARGUMENT for an empty key, a key over 128 or a value over 2048 characters. Overwriting an entry is
  /// logged as a warning.
  void add_session_config_entry(std::string_view key, std::string_view value);
  /// Throws FAIL "SessionOptions does not have configuration with key: K".
  const std::string& get_session_config_entry(std::string_view key) const;
  bool has_session_config_entry(std::string_view key) const;

  /// A provider object of the caller's own: it stands in the list of providers under its own name.
  void add_provider(std::shared_ptr<ExecutionProvider> provider);

  const std::map<std::string, std::string>& config_entries() const { return config_entries_; }
  const std::map<std::string, int64_t>& overrides_by_name() const { return overrides_by_name_; }
  const std::map<std::string, int64_t>& overrides_by_denotation() const { return overrides_by_denotation_; }
  const std::map<std::string, OrtValue>& initializers() const { return initializers_; }
  const std::map<std::string, OrtValue>& external_initializers() const { return external_initializers_; }
  const std::vector<std::string>& fetches() const { return fetches_; }
  const std::vector<std::shared_ptr<ExecutionProvider>>& own_providers() const { return own_providers_; }

 private:
  std::map<std::string, std::string> config_entries_;
  std::map<std::string, int64_t> overrides_by_name_;
  std::map<std::string, int64_t> overrides_by_denotation_;
  std::map<std::string, OrtValue> initializers_;
  std::map<std::string, OrtValue> external_initializers_;
  std::vector<std::string> fetches_;
  std::vector<std::shared_ptr<ExecutionProvider>> own_providers_;
};

/// Settings of one run, or of several at once: `terminate` reaches every run that uses the object.
class RunOptions {
 public:
  RunOptions() = default;
  RunOptions(const RunOptions&) = delete;
  RunOptions& operator=(const RunOptions&) = delete;

  int log_severity_level = -1;  ///< -1: the session's
  std::string logid;

  /// Set it from any thread: the runs end with FAIL "Exiting due to terminate flag being set to true.".
  std::atomic<bool> terminate{false};

  /// True: nodes that no requested output needs do not run. The outputs are the same either way.
  bool only_execute_path_to_fetches = false;

  /// True: this run is written to a trace of its own, as SessionOptions::enable_profiling says. Where the session is
  /// profiled already this has no effect but a warning.
  bool enable_profiling = false;
  std::string profile_file_prefix = "onnxruntime_profile_";

  /// Sees every node of the run (timing, dumps, checks). Not owned; must outlive the run.
  RunObserver* observer = nullptr;

  /// Limits and errors as for the entries of SessionOptions: "RunOptions does not have configuration with key: K".
  /// Keys with an effect here: memory.enable_memory_arena_shrinkage ("cpu:0;gpu:0": after the run these arenas give
  /// back what they do not use; INVALID_ARGUMENT before the run for what is no device with an arena of the session),
  /// gpu_graph_id ("-1": captured work is not replayed in this run; INVALID_ARGUMENT for what is no number),
  /// profiling.warm_up ("1": the trace marks the run, and readers leave it out of their figures),
  /// profiling.skip ("1": only the duration of the run is in the session's trace, to compare profiled runs with),
  /// and disable_synchronize_execution_providers ("1": the run may return while devices still work on results that
  /// stay there; `IOBinding::synchronize_outputs` waits for them). Other keys are kept and have none.
  void add_run_config_entry(std::string_view key, std::string_view value);
  const std::string& get_run_config_entry(std::string_view key) const;
  bool has_run_config_entry(std::string_view key) const;

  const std::map<std::string, std::string>& config_entries() const { return config_entries_; }

 private:
  std::map<std::string, std::string> config_entries_;
};

}  // namespace ort
