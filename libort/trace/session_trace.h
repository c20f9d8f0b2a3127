#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "libort/core/stages.h"
#include "libort/runtime/provider.h"
#include "libort/trace/plan_text.h"
#include "libort/trace/trace_file.h"

namespace ort {

/// What the event `session` says.
struct TracedSession {
  std::string version;
  std::string build;
  std::string optimization;
  std::string model;
  int threads = 1;
  std::vector<std::string> providers;
};

/// The trace of a session, or of one run of it: its clock, its file, and what its runs share. Thread-safe.
class SessionTrace final : public StageListener {
 public:
  /// Makes `<prefix>_<local time with milliseconds>.json`. Throws (file).
  explicit SessionTrace(const std::string& prefix);

  /// Nanoseconds since profiling began.
  int64_t now() const { return steady_now() - origin_; }
  /// The same moment by std::chrono::steady_clock.
  int64_t origin() const { return origin_; }
  /// What recording one instruction costs here, in nanoseconds.
  int64_t record_cost() const { return record_cost_; }
  const std::shared_ptr<const std::string>& pool_name() const { return pool_name_; }
  int64_t next_run() { return runs_.fetch_add(1) + 1; }

  /// The texts of a plan; written down as `memory_plan` when it is new.
  std::shared_ptr<const PlanText> text_of(const std::shared_ptr<const Plan>& plan, bool& is_new);

  /// Number of the lane that shows a stream's work; the same for the same stream.
  int64_t lane_of(const Stream& stream, Stream::Lane lane, const Device& device);

  /// When work of `duration` on a lane began: at `start`, or where the work before it ended. Clocks of devices are
  /// coarse, and what follows could seem to begin before that.
  int64_t take_lane(int64_t lane, int64_t start, int64_t duration);

  void describe(const TracedSession& session);

  /// An event of category `Session` from `start_ns` until now.
  void add_session_event(std::string_view name, int64_t start_ns);

  /// A stage of loading, with what the process holds now.
  void on_stage(const Stage& stage) override;

  void add_unprofiled_run(int64_t start_ns, int64_t end_ns);

  void post(TraceFile::Post post) { file_.post(std::move(post)); }

  /// The trace is one run's: it is complete when the run is over.
  void ends_with_run() { ends_with_run_ = true; }
  bool is_of_one_run() const { return ends_with_run_; }

  /// Completes the file. Throws (file).
  void close() { file_.close(); }
  /// Gives up: the file goes.
  void discard() { file_.discard(); }
  const std::string& path() const { return file_.path(); }

 private:
  static int64_t nanoseconds_of(std::chrono::steady_clock::time_point time) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
  }
  static int64_t steady_now() { return nanoseconds_of(std::chrono::steady_clock::now()); }
  void measure_record_cost();
  void add_name(std::string_view kind, int64_t thread, std::string_view name);
  void add_extra(char phase, std::string_view name, int64_t thread, int64_t start_ns, int64_t end_ns, std::string args);

  TraceFile file_;
  int64_t origin_;
  int64_t record_cost_ = 0;
  bool ends_with_run_ = false;
  std::shared_ptr<const std::string> pool_name_;
  std::atomic<int64_t> runs_{0};

  std::mutex mutex_;
  std::list<std::shared_ptr<const PlanText>> texts_;  ///< the one used last first
  int64_t plans_ = 0;
  std::map<std::pair<const Stream*, Stream::Lane>, int64_t> lanes_;
  std::map<int64_t, int64_t> lane_ends_;
};

}  // namespace ort
