#include "apps/ortool/profile/recording.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cerrno>
#include <cstdio>
#include <optional>
#include <system_error>

#include "apps/ortool/atomic_file.h"
#include "apps/ortool/errors.h"
#include "apps/ortool/interruption.h"
#include "apps/ortool/notice.h"
#include "apps/ortool/run/loaded_model.h"
#include "apps/ortool/run/test_data.h"

namespace ortool {
namespace {

constexpr std::string_view kEnding = ".json";

/// The session's name for a trace that becomes `out`: in the same folder, so that it can be renamed.
std::string prefix_for(const std::string& out) {
  return out.ends_with(kEnding) ? out.substr(0, out.size() - kEnding.size()) : out;
}

/// The runs of one recording, in their order.
class Recorder {
 public:
  explicit Recorder(const RecordingFlags& flags) : flags_(flags) {
    warm_up_.add_run_config_entry("profiling.warm_up", "1");
    unprofiled_.add_run_config_entry("profiling.skip", "1");
    interruption_.emplace(std::vector{&warm_up_, &profiled_, &unprofiled_}, flags.session.timeout());
  }

  Recording record() {
    check();
    try {
      load();
    } catch (const ort::Error& error) {
      discard();
      interruption_->throw_if_over();
      throw with_model(error, flags_.model);
    }
    interruption_->throw_if_over();
    Recording recording;
    std::exception_ptr failure;
    try {
      run_all();
    } catch (const ort::Error& error) {
      failure = std::make_exception_ptr(with_model(error, flags_.model));
    }
    try {
      interruption_->throw_if_over();
    } catch (...) {
      recording.interruption = std::current_exception();
    }
    interruption_.reset();
    recording.trace = finish();
    if (failure == nullptr || recording.interruption != nullptr) return recording;
    notice(fmt::format("the trace up to the failure is '{}'", recording.trace.string()));
    std::rethrow_exception(failure);
  }

 private:
  void check() {
    if (!flags_.test_data.empty()) test_data_ = find_test_data(flags_.test_data);
    if (flags_.out.empty()) return;
    std::error_code ignored;
    if (std::filesystem::equivalent(flags_.out, flags_.model, ignored)) {
      throw usage_error(fmt::format("--out '{}': that is the model", flags_.out));
    }
    check_writable(flags_.out);
  }

  void load() {
    ort::SessionOptions options = flags_.session.session_options();
    options.enable_profiling = true;
    if (!flags_.out.empty()) options.profile_file_prefix = prefix_for(flags_.out);
    session_.emplace(load_model(ModelSource(flags_.model), flags_.session, options).session);
    for (const ort::NodeArg& output : session_->get_outputs()) outputs_.push_back(output.name);
    std::vector<std::string> made_up;
    feed_ = read_feed(*session_, flags_.session, {flags_.inputs, test_data_, true, flags_.seed}, &made_up);
    if (made_up.empty()) return;
    notice(fmt::format("random values (seed {}) for what --input does not give: {}", flags_.seed,
                       fmt::join(made_up, ", ")));
  }

  void run_all() {
    for (int64_t i = 0; i < flags_.warm_up; ++i) run(warm_up_);
    for (int64_t i = 0; i < flags_.runs; ++i) {
      const bool begins_profiled = i % 2 == 0;
      run(begins_profiled ? profiled_ : unprofiled_);
      run(begins_profiled ? unprofiled_ : profiled_);
    }
  }

  void run(ort::RunOptions& options) {
    if (!options.terminate) session_->run(outputs_, feed_, &options);
  }

  /// Without runs a trace says nothing.
  void discard() {
    std::error_code ignored;
    if (session_) std::filesystem::remove(session_->end_profiling(), ignored);
  }

  std::filesystem::path finish() {
    std::filesystem::path trace = session_->end_profiling();
    if (flags_.out.empty()) return trace;
    if (std::rename(trace.c_str(), flags_.out.c_str()) != 0) throw file_error("write", flags_.out, errno);
    return flags_.out;
  }

  const RecordingFlags& flags_;
  ort::RunOptions warm_up_;
  ort::RunOptions profiled_;
  ort::RunOptions unprofiled_;
  std::optional<Interruption> interruption_;
  std::optional<std::filesystem::path> test_data_;
  std::optional<ort::InferenceSession> session_;
  std::vector<std::string> outputs_;
  Feed feed_;
};

}  // namespace

Recording record(const RecordingFlags& flags) { return Recorder(flags).record(); }

}  // namespace ortool
