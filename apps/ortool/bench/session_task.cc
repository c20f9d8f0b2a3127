#include "apps/ortool/bench/session_task.h"

#include <algorithm>
#include <optional>
#include <string>

#include "ort/error.h"
#include "ort/io_binding.h"

namespace ortool {
namespace {

using ort::OrtValue;

bool is_numeric_tensor(const OrtValue& value) {
  return value.has_value() && value.is_tensor() && value.element_type() != ort::DataType::kString;
}

std::vector<std::string> output_names(const ort::InferenceSession& session) {
  std::vector<std::string> names;
  for (const ort::NodeArg& output : session.get_outputs()) names.push_back(output.name);
  return names;
}

/// Values in host memory, ordinary or pinned, that go into and out of `run_into`.
class HostTask final : public SessionTask {
 public:
  HostTask(const ort::InferenceSession& session, const Feed& feed, const ort::RunOptions& options,
           const std::optional<ort::OrtMemoryInfo>& pinned)
      : session_(session), options_(options), pinned_(pinned), output_names_(output_names(session)) {
    for (const auto& [name, value] : feed) {
      input_names_.push_back(name);
      inputs_.push_back(placed(value, true));
    }
    results_.resize(output_names_.size());
    run();
    keep_outputs();
  }

  void prepare() override {
    for (const std::size_t i : made_anew_) results_[i] = OrtValue();
  }

  void run() override { session_.run_into(output_names_, results_, input_names_, inputs_, &options_); }

  std::vector<OrtValue> outputs() const override { return results_; }
  bool reuses_outputs() const override { return reuses_outputs_; }

 private:
  OrtValue placed(const OrtValue& value, bool with_content) const {
    if (!pinned_ || !is_numeric_tensor(value)) return value;
    OrtValue copy = OrtValue::from_shape_and_type(value.shape(), value.element_type(), *pinned_);
    if (with_content) copy.update_inplace(value);
    return copy;
  }

  /// Later runs write into tensors of the shapes that the first one gave. A model whose output shapes change from run
  /// to run with the same inputs gets new ones each time.
  void keep_outputs() {
    for (std::size_t i = 0; i < results_.size(); ++i) {
      if (is_numeric_tensor(results_[i])) {
        results_[i] = placed(results_[i], false);
      } else {
        made_anew_.push_back(i);
      }
    }
    try {
      prepare();
      run();
    } catch (const ort::Error& error) {
      if (error.code() != ort::ErrorCode::kInvalidArgument) throw;
      reuses_outputs_ = false;
      made_anew_.resize(results_.size());
      for (std::size_t i = 0; i < results_.size(); ++i) made_anew_[i] = i;
      prepare();
      run();
    }
  }

  const ort::InferenceSession& session_;
  const ort::RunOptions& options_;
  const std::optional<ort::OrtMemoryInfo> pinned_;
  const std::vector<std::string> output_names_;
  std::vector<std::string> input_names_;
  std::vector<OrtValue> inputs_;
  std::vector<OrtValue> results_;
  std::vector<std::size_t> made_anew_;
  bool reuses_outputs_ = true;
};

/// Inputs and outputs bound where the nodes want them.
class BoundTask final : public SessionTask {
 public:
  BoundTask(const ort::InferenceSession& session, const Feed& feed, const ort::RunOptions& options)
      : session_(session), options_(options), binding_(session) {
    for (const auto& [name, value] : feed) binding_.bind_ortvalue_input(name, value);
    const std::vector<ort::OrtMemoryInfo> places = session.get_output_memory_infos();
    const std::vector<std::string> names = output_names(session);
    for (std::size_t i = 0; i < names.size(); ++i) binding_.bind_output(names[i], places[i].device());
    run();
  }

  void run() override { session_.run_with_iobinding(binding_, &options_); }

  std::vector<OrtValue> outputs() const override { return binding_.copy_outputs_to_cpu(); }
  bool reuses_outputs() const override { return true; }

 private:
  const ort::InferenceSession& session_;
  const ort::RunOptions& options_;
  ort::IOBinding binding_;
};

/// Pinned memory of the first device that the session reads inputs from or makes outputs on.
ort::OrtMemoryInfo pinned_memory(const ort::InferenceSession& session) {
  for (const auto& infos : {session.get_input_memory_infos(), session.get_output_memory_infos()}) {
    for (const ort::OrtMemoryInfo& info : infos) {
      if (info.device().name() != "cuda") continue;
      return {"CudaPinned", ort::OrtAllocatorType::ORT_DEVICE_ALLOCATOR, info.device_id(), ort::OrtMemType::CPU_OUTPUT};
    }
  }
  throw ort::Error(ort::ErrorCode::kEpFail, ort::ErrorKind::kProvider,
                   "--io pinned: no device of this session has pinned memory: its inputs and outputs are read and made "
                   "on the CPU; name a provider with a device (--providers cuda), or use --io host");
}

}  // namespace

std::unique_ptr<SessionTask> make_session_task(const ort::InferenceSession& session, const Feed& feed, IoMode mode,
                                               const ort::RunOptions& options) {
  if (mode == IoMode::kDevice) return std::make_unique<BoundTask>(session, feed, options);
  std::optional<ort::OrtMemoryInfo> pinned;
  if (mode == IoMode::kPinned) pinned = pinned_memory(session);
  return std::make_unique<HostTask>(session, feed, options, pinned);
}

}  // namespace ortool
