#include "libort/session/session_impl.h"

namespace ort {

std::string InferenceSession::Impl::end_profiling() {
  std::shared_ptr<SessionTrace> trace;
  {
    const std::lock_guard lock(trace_mutex_);
    trace.swap(trace_);
  }
  if (trace == nullptr) return "";
  trace->close();
  return trace->path();
}

int64_t InferenceSession::Impl::profiling_start() const { return profiling_start_; }

std::shared_ptr<SessionTrace> InferenceSession::Impl::session_trace() const {
  const std::lock_guard lock(trace_mutex_);
  return trace_;
}

std::shared_ptr<SessionTrace> InferenceSession::Impl::trace_of(const RunOptions* run_options) const {
  const bool wants_own = run_options != nullptr && run_options->enable_profiling;
  if (!options.enable_profiling && !wants_own) return nullptr;
  std::shared_ptr<SessionTrace> of_session = session_trace();
  if (!wants_own) return of_session;
  if (of_session != nullptr) {
    logger.warning("the run is written to the trace of its session, not to one of its own");
    return of_session;
  }
  auto own = std::make_shared<SessionTrace>(run_options->profile_file_prefix);
  own->describe(traced_session());
  own->ends_with_run();
  return own;
}

}  // namespace ort
