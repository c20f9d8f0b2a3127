#include "libort/trace/session_trace.h"

#include <sched.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <utility>
#include <vector>

#include "libort/core/cpu_isa.h"
#include "libort/core/device_text.h"
#include "libort/trace/json_text.h"
#include "libort/trace/run_events.h"
#include "libort/trace/trace_event.h"
#include "ort/machine.h"

namespace ort {
namespace {

constexpr std::size_t kKeptTexts = 64;
constexpr int64_t kFirstLane = 1'000'000;

/// "profile_2026-08-03_13-46-44_786.json", with a number behind it where that exists already.
std::string new_path(const std::string& prefix) {
  const auto now = std::chrono::system_clock::now();
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  const auto milliseconds =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1000;
  std::tm local{};
  localtime_r(&seconds, &local);
  char time[32];
  std::strftime(time, sizeof(time), "%Y-%m-%d_%H-%M-%S", &local);
  char tail[16];
  std::snprintf(tail, sizeof(tail), "_%03d", static_cast<int>(milliseconds));
  const std::string stem = prefix + '_' + time + tail;
  std::string path = stem + ".json";
  for (int i = 2; std::filesystem::exists(path); ++i) path = stem + '_' + std::to_string(i) + ".json";
  return path;
}

std::string next_pool_name() {
  static std::atomic<int> sessions{0};
  return "session-" + std::to_string(sessions.fetch_add(1) + 1) + "-intra-op";
}

}  // namespace

SessionTrace::SessionTrace(const std::string& prefix)
    : file_(new_path(prefix)),
      origin_(steady_now()),
      pool_name_(std::make_shared<const std::string>(next_pool_name())) {
  measure_record_cost();
}

void SessionTrace::measure_record_cost() {
  constexpr int kBatches = 8;
  constexpr int kRecords = 250;
  std::vector<InstructionTimes> records;
  records.reserve(kRecords);
  for (int batch = 0; batch < kBatches; ++batch) {
    records.clear();
    const int64_t start = now();
    for (int i = 0; i < kRecords; ++i) {
      InstructionTimes times;
      times.start_ns = now();
      times.end_ns = now();
      times.core = sched_getcpu();
      records.push_back(times);
    }
    const int64_t cost = (now() - start) / kRecords;
    record_cost_ = batch == 0 ? cost : std::min(record_cost_, cost);
  }
}

std::shared_ptr<const PlanText> SessionTrace::text_of(const std::shared_ptr<const Plan>& plan, bool& is_new) {
  const std::lock_guard lock(mutex_);
  const auto known = std::ranges::find(texts_, plan, [](const auto& text) { return text->plan; });
  is_new = known == texts_.end();
  if (!is_new) {
    texts_.splice(texts_.begin(), texts_, known);
    return texts_.front();
  }
  if (texts_.size() == kKeptTexts) texts_.pop_back();
  texts_.push_front(std::make_shared<const PlanText>(plan_text(plan, ++plans_)));
  const int64_t time = now();
  add_extra('X', "memory_plan", current_thread_number(), time, time,
            memory_plan_args(texts_.front()->memory, texts_.front()->number));
  return texts_.front();
}

int64_t SessionTrace::lane_of(const Stream& stream, Stream::Lane lane, const Device& device) {
  const std::lock_guard lock(mutex_);
  const auto [entry, is_new] =
      lanes_.emplace(std::pair(&stream, lane), kFirstLane + static_cast<int64_t>(lanes_.size()));
  if (is_new) {
    const std::string kind = lane == Stream::Lane::kCompute ? " stream " : " copies ";
    add_name("thread_name", entry->second, device_text(device) + kind + std::to_string(entry->second - kFirstLane));
  }
  return entry->second;
}

int64_t SessionTrace::take_lane(int64_t lane, int64_t start, int64_t duration) {
  const std::lock_guard lock(mutex_);
  int64_t& end = lane_ends_[lane];
  start = std::max(start, end);
  end = start + duration;
  return start;
}

void SessionTrace::describe(const TracedSession& session) {
  std::string args = "\"kind\" : \"session\"";
  append_member(args, "version", session.version);
  append_member(args, "build", session.build);
  append_member(args, "isa", isa_name(active_isa()));
  append_member(args, "threads", session.threads);
  append_member(args, "providers", session.providers);
  append_member(args, "optimization", session.optimization);
  append_member(args, "model", session.model);
  append_member(args, "cpu", get_cpu_name());
  append_member(args, "record_cost_ns", record_cost_);
  const int64_t time = now();
  add_extra('X', "session", current_thread_number(), time, time, std::move(args));
  add_name("process_name", current_thread_number(), "ort " + session.model);
}

void SessionTrace::add_session_event(std::string_view name, int64_t start_ns) {
  file_.post([name = quoted_json(name), thread = current_thread_number(), start_ns, end = now()](auto& file) {
    std::string text;
    append_event(text, {"Session", thread, start_ns, end, 'X', name, ""});
    file.add(text);
  });
}

void SessionTrace::on_stage(const Stage& stage) {
  const ProcessMemory memory = get_process_memory();
  const int64_t start = nanoseconds_of(stage.start) - origin_;
  const int64_t end = nanoseconds_of(stage.end) - origin_;
  std::string args = "\"kind\" : \"stage\"";
  append_member(args, "stage", stage.path);
  append_member(args, "start_ns", start);
  append_member(args, "dur_ns", end - start);
  append_member(args, "rss_bytes", memory.resident);
  append_member(args, "peak_rss_bytes", memory.peak);
  for (const auto& [what, number] : stage.counts) append_member(args, what, number);
  add_extra('X', stage.path, current_thread_number(), start, end, std::move(args));
}

void SessionTrace::add_unprofiled_run(int64_t start_ns, int64_t end_ns) {
  std::string args = "\"kind\" : \"unprofiled_run\"";
  append_member(args, "run", next_run());
  append_member(args, "start_ns", start_ns);
  append_member(args, "dur_ns", end_ns - start_ns);
  add_extra('X', "unprofiled_run", current_thread_number(), start_ns, end_ns, std::move(args));
}

void SessionTrace::add_name(std::string_view kind, int64_t thread, std::string_view name) {
  std::string args = "\"name\" : ";
  append_quoted(args, name);
  const int64_t time = now();
  add_extra('M', kind, thread, time, time, std::move(args));
}

void SessionTrace::add_extra(char phase, std::string_view name, int64_t thread, int64_t start_ns, int64_t end_ns,
                             std::string args) {
  file_.post([=, name = quoted_json(name), args = std::move(args)](auto& file) {
    std::string text;
    append_event(text, {"EXTRA", thread, start_ns, end_ns, phase, name, args});
    file.add(text);
  });
}

}  // namespace ort
