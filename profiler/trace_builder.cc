#include "profiler/trace_builder.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "profiler/json_fields.h"
#include "profiler/plan_event.h"

namespace ort::profiler {
namespace {

using nlohmann::json;

constexpr std::string_view kKernelTime = "_kernel_time";
constexpr std::string_view kDeviceTime = "_device_time";
constexpr std::string_view kMemcpy = "Memcpy";
constexpr int64_t kNanosecondsPerMicrosecond = 1000;
constexpr int64_t kLongest = int64_t{1} << 56;  // two years: sums of start and duration stay in range

std::string without_suffix(std::string name, std::string_view suffix) {
  if (name.ends_with(suffix)) name.resize(name.size() - suffix.size());
  return name;
}

struct Span {
  int64_t start_ns;
  int64_t dur_ns;
  bool is_exact;
};

int64_t in_range(double nanoseconds, double lowest) {
  return static_cast<int64_t>(std::clamp(nanoseconds, lowest, static_cast<double>(kLongest)));
}

/// When the event was: to the nanosecond where its arguments tell.
Span span_of(const json& event, const json& args) {
  const auto start = integer_field(args, "start_ns");
  const auto duration = integer_field(args, "dur_ns");
  if (start && duration) {
    return {std::clamp(*start, -kLongest, kLongest), std::clamp<int64_t>(*duration, 0, kLongest), true};
  }
  const double ts = number_field(event, "ts").value_or(0);
  const double dur = number_field(event, "dur").value_or(0);
  return {in_range(ts * kNanosecondsPerMicrosecond, -static_cast<double>(kLongest)),
          in_range(dur * kNanosecondsPerMicrosecond, 0), false};
}

/// ONNX Runtime's `[{"float":[1,576]},{"int64":[4]}]`; with the names of the present values where these are known.
std::vector<TracedTensor> tensors_of(const json& args, std::string_view shapes_key, std::string_view names_key) {
  std::vector<TracedTensor> tensors;
  const json& shapes = container_field(args, shapes_key);
  if (!shapes.is_array()) return tensors;
  std::vector<std::string> names = texts_field(args, names_key);
  std::erase(names, "");
  for (const json& shape : shapes) {
    if (!shape.is_object() || shape.empty()) continue;
    const std::string type = shape.begin().key();
    tensors.push_back({"", type, integers_field(shape, type)});
  }
  if (names.size() != tensors.size()) return tensors;
  for (std::size_t i = 0; i < names.size(); ++i) tensors[i].name = names[i];
  return tensors;
}

/// Whether ONNX Runtime's statistics of the thread pool show that other threads ran a part.
bool shows_threads(const json& args) {
  const json& main = container_field(container_field(args, "thread_scheduling_stats"), "main_thread");
  return integer_field(main, "Wait").value_or(0) > 0 || integer_field(main, "DistributionEnqueue").value_or(0) > 0;
}

/// Index of the run that contains [start, end); -1: none. `runs` are sorted by start.
int32_t containing_run(const std::vector<TracedRun>& runs, int64_t lane, int64_t start, int64_t end) {
  const auto after = std::ranges::upper_bound(runs, start, {}, &TracedRun::start_ns);
  int32_t any = -1;
  for (auto run = after; run != runs.begin();) {
    --run;
    const bool contains = run->is_complete && end <= run->start_ns + run->dur_ns + kNanosecondsPerMicrosecond;
    if (contains && run->lane == lane) return static_cast<int32_t>(run - runs.begin());
    if (contains && any < 0) any = static_cast<int32_t>(run - runs.begin());
    if (run->lane == lane || after - run > 64) break;
  }
  return any;
}

}  // namespace

void TraceBuilder::add(const json& event) {
  const std::string category = text_field(event, "cat");
  const std::string name = text_field(event, "name");
  const std::string phase = text_field(event, "ph");
  if (phase == "M") {
    if (name != "thread_name") return;
    const auto lane = integer_field(event, "tid");
    if (lane) trace_.lane_names[*lane] = text_field(container_field(event, "args"), "name");
  } else if (phase != "X") {
    return;
  } else if (category == "Session") {
    add_session_event(event, name);
  } else if (category == "Node") {
    add_node_event(event, name);
  } else if (category == "Kernel") {
    add_device_event(event, name);
  } else if (category == "EXTRA") {
    add_extra_event(event, name);
  }
}

void TraceBuilder::add_session_event(const json& event, const std::string& name) {
  const json& args = container_field(event, "args");
  const Span span = span_of(event, args);
  const int64_t lane = integer_field(event, "tid").value_or(0);
  if (name == "SequentialExecutor::Execute") {
    executions_.push_back({run_index(args), lane, span.start_ns, span.dur_ns});
    return;
  }
  if (name != "model_run") {
    const bool is_loading = name.starts_with("model_loading");
    if (!is_loading && name != "session_initialization") return;
    TracedStage stage;
    stage.path = is_loading ? "load" : "initialize";
    stage.start_ns = span.start_ns;
    stage.dur_ns = span.dur_ns;
    trace_.stages.push_back(std::move(stage));
    return;
  }
  trace_.has_exact_times = trace_.has_exact_times && span.is_exact;
  const int32_t index = run_index(args);
  TracedRun& run = index < 0 ? trace_.runs.emplace_back() : trace_.runs[static_cast<std::size_t>(index)];
  if (index < 0) run.number = -1;
  run.start_ns = span.start_ns;
  run.dur_ns = span.dur_ns;
  run.lane = lane;
  run.plan = integer_field(args, "plan").value_or(-1);
  run.is_warm_up = flag_field(args, "warm_up");
  run.is_complete = true;
  const json& ledger = container_field(args, "ledger");
  if (!ledger.is_object()) return;
  for (const auto& part : ledger.items()) {
    if (const auto value = number_field(ledger, part.key())) run.ledger_ns[part.key()] = std::max(0.0, *value);
  }
}

void TraceBuilder::add_node_event(const json& event, const std::string& name) {
  if (!name.ends_with(kKernelTime)) return;
  const json& args = container_field(event, "args");
  const Span span = span_of(event, args);
  trace_.has_exact_times = trace_.has_exact_times && span.is_exact;
  NodeEvent node;
  node.node = node_index(without_suffix(name, kKernelTime), args);
  node.run = run_index(args);
  node.lane = integer_field(event, "tid").value_or(0);
  node.start_ns = span.start_ns;
  node.dur_ns = span.dur_ns;
  node.wait_ns = std::clamp<int64_t>(integer_field(args, "wait_ns").value_or(0), 0, span.dur_ns);
  node.operations = number_field(args, "operations").value_or(-1);
  node.bytes_read = number_field(args, "bytes_read").value_or(-1);
  node.bytes_written = number_field(args, "bytes_written").value_or(-1);
  node.in_use = number_field(args, "in_use").value_or(-1);
  node.workspace = number_field(args, "workspace").value_or(0);
  TracedNode& traced = trace_.nodes[node.node];
  traced.runs_parallel = traced.runs_parallel || node.wait_ns > 0 || shows_threads(args);
  trace_.node_events.push_back(node);
}

uint32_t TraceBuilder::node_index(const std::string& name, const json& args) {
  std::tuple key(name, text_field(args, "op_name"), text_field(args, "provider"));
  const auto [entry, is_new] = nodes_.emplace(std::move(key), static_cast<uint32_t>(trace_.nodes.size()));
  if (!is_new) return entry->second;
  TracedNode node;
  node.name = name;
  node.op_type = std::get<1>(entry->first);
  node.provider = std::get<2>(entry->first);
  node.domain = text_field(args, "domain");
  node.variant = text_field(args, "variant");
  node.lineage = texts_field(args, "lineage");
  node.inputs = tensors_of(args, "input_type_shape", "input_names");
  node.outputs = tensors_of(args, "output_type_shape", "output_names");
  node.constant_inputs = integers_field(args, "constant_inputs");
  trace_.nodes.push_back(std::move(node));
  return entry->second;
}

void TraceBuilder::add_device_event(const json& event, const std::string& name) {
  const json& args = container_field(event, "args");
  const Span span = span_of(event, args);
  DeviceEvent device;
  device.name = without_suffix(name, kDeviceTime);
  device.parent = without_suffix(text_field(args, "parent_name"), kKernelTime);
  device.run = run_index(args);
  device.lane = integer_field(event, "tid").value_or(0);
  device.start_ns = span.start_ns;
  device.dur_ns = span.dur_ns;
  device.bytes = number_field(args, "bytes").value_or(-1);
  device.is_copy = name.starts_with(kMemcpy);
  trace_.device_events.push_back(std::move(device));
}

void TraceBuilder::add_extra_event(const json& event, const std::string& name) {
  const json& args = container_field(event, "args");
  const std::string kind = text_field(args, "kind");
  const Span span = span_of(event, args);
  if (kind == "session") {
    trace_.session = {text_field(args, "version"),    text_field(args, "build"),     text_field(args, "isa"),
                      text_field(args, "cpu"),        text_field(args, "model"),     text_field(args, "optimization"),
                      integer_field(args, "threads"), texts_field(args, "providers")};
  } else if (kind == "stage") {
    const std::string path = text_field(args, "stage");
    trace_.stages.push_back({path.empty() ? name : path, span.start_ns, span.dur_ns, integer_field(args, "rss_bytes"),
                             integer_field(args, "peak_rss_bytes"), integer_field(args, "rewrites"),
                             integer_field(args, "nodes_before"), integer_field(args, "nodes_after")});
  } else if (kind == "plan") {
    trace_.plans.push_back(read_plan_event(args));
  } else if (kind == "unprofiled_run") {
    TracedRun run;
    run.number = integer_field(args, "run").value_or(-1);
    run.start_ns = span.start_ns;
    run.dur_ns = span.dur_ns;
    run.lane = integer_field(event, "tid").value_or(0);
    run.is_warm_up = flag_field(args, "warm_up");
    run.is_profiled = false;
    run.is_complete = true;
    trace_.runs.push_back(std::move(run));
  }
}

/// The run that the arguments name, made on first sight; -1 where they name none.
int32_t TraceBuilder::run_index(const json& args) {
  const auto number = integer_field(args, "run");
  if (!number) return -1;
  const auto [entry, is_new] = runs_.emplace(*number, static_cast<int32_t>(trace_.runs.size()));
  if (is_new) {
    TracedRun run;
    run.number = *number;
    trace_.runs.push_back(std::move(run));
  }
  return entry->second;
}

Trace TraceBuilder::finish() {
  find_runs();
  attach_executions();
  const auto by_time = [](const auto& a, const auto& b) {
    return a.start_ns != b.start_ns ? a.start_ns < b.start_ns : a.dur_ns > b.dur_ns;
  };
  std::ranges::stable_sort(trace_.node_events, by_time);
  std::ranges::stable_sort(trace_.device_events, by_time);
  std::ranges::stable_sort(trace_.stages, by_time);
  return std::move(trace_);
}

/// Sorts the runs by time and sets the runs of the events.
void TraceBuilder::find_runs() {
  std::vector<TracedRun>& runs = trace_.runs;
  for (const NodeEvent& event : trace_.node_events) {
    if (event.run < 0) continue;
    TracedRun& run = runs[static_cast<std::size_t>(event.run)];
    if (!run.is_complete && (run.start_ns == 0 || event.start_ns < run.start_ns)) run.start_ns = event.start_ns;
  }
  std::vector<int32_t> order(runs.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int32_t>(i);
  std::ranges::stable_sort(order, {}, [&](int32_t i) { return runs[static_cast<std::size_t>(i)].start_ns; });
  std::vector<int32_t> position(runs.size());
  std::vector<TracedRun> sorted;
  for (std::size_t i = 0; i < order.size(); ++i) {
    position[static_cast<std::size_t>(order[i])] = static_cast<int32_t>(i);
    sorted.push_back(std::move(runs[static_cast<std::size_t>(order[i])]));
    if (sorted.back().number < 0) sorted.back().number = static_cast<int64_t>(i);
  }
  runs = std::move(sorted);
  const auto place = [&](auto& events) {
    for (auto& event : events) {
      event.run = event.run >= 0 ? position[static_cast<std::size_t>(event.run)]
                                 : containing_run(runs, event.lane, event.start_ns, event.start_ns + event.dur_ns);
    }
  };
  place(trace_.node_events);
  adopt_orphans();
  place(trace_.device_events);
  place(executions_);
}

/// Nodes outside of all runs: the file ends before their run does.
void TraceBuilder::adopt_orphans() {
  const auto first = std::ranges::find(trace_.node_events, -1, &NodeEvent::run);
  if (first == trace_.node_events.end()) return;
  const auto unfinished = static_cast<int32_t>(trace_.runs.size());
  TracedRun run;
  run.number = unfinished;
  run.start_ns = first->start_ns;
  run.lane = first->lane;
  trace_.runs.push_back(std::move(run));
  for (NodeEvent& event : trace_.node_events) {
    if (event.run < 0) event.run = unfinished;
  }
}

/// A run has one execution of its graph, and more of the graphs inside that one.
void TraceBuilder::attach_executions() {
  for (const Execution& execution : executions_) {
    if (execution.run < 0) continue;
    TracedRun& run = trace_.runs[static_cast<std::size_t>(execution.run)];
    run.execute_ns = std::max(run.execute_ns, execution.dur_ns);
  }
}

}  // namespace ort::profiler
