#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ort::profiler {

/// A tensor of a node as the trace shows it.
struct TracedTensor {
  std::string name;  ///< "" where the trace does not tell
  std::string type;  ///< "float", "int64", ...
  std::vector<int64_t> shape;
};

/// What stays the same over the runs of a node; shapes are those of its first run.
struct TracedNode {
  std::string name;  ///< of its events, without "_kernel_time"
  std::string op_type;
  std::string domain;  ///< "" for ai.onnx
  std::string provider;
  std::string variant;                ///< "" where there is one only
  std::vector<std::string> lineage;   ///< nodes of the model that it came from; the node itself where it is empty
  std::vector<TracedTensor> inputs;   ///< present tensors only
  std::vector<TracedTensor> outputs;  ///< present tensors only
  std::vector<int64_t> constant_inputs;
  bool runs_parallel = false;  ///< other threads took part in one of its runs
};

/// One execution of a node. Times in nanoseconds on the clock of the trace.
struct NodeEvent {
  uint32_t node = 0;  ///< into Trace::nodes
  int32_t run = -1;   ///< into Trace::runs; -1: of none
  int64_t lane = 0;
  int64_t start_ns = 0;
  int64_t dur_ns = 0;
  int64_t wait_ns = 0;
  double operations = -1;  ///< -1: not known, as for bytes
  double bytes_read = -1;
  double bytes_written = -1;
  double in_use = -1;  ///< bytes of the arenas
  double workspace = 0;
};

/// Work on a device: a kernel or a copy.
struct DeviceEvent {
  std::string name;    ///< without "_device_time"
  std::string parent;  ///< name of the node that caused it; "" for none
  int32_t run = -1;
  int64_t lane = 0;
  int64_t start_ns = 0;
  int64_t dur_ns = 0;
  double bytes = -1;
  bool is_copy = false;
};

/// One call of `run`.
struct TracedRun {
  int64_t number = 0;
  int64_t start_ns = 0;
  int64_t dur_ns = 0;
  int64_t lane = 0;
  int64_t plan = -1;
  int64_t execute_ns = -1;  ///< of it, executing the graph; -1: not known
  bool is_warm_up = false;
  bool is_profiled = true;   ///< false: an `unprofiled_run`
  bool is_complete = false;  ///< its own event is there, not only those of its nodes
  std::map<std::string, double> ledger_ns;
};

/// A stage of loading.
struct TracedStage {
  std::string path;  ///< "load/parse"
  int64_t start_ns = 0;
  int64_t dur_ns = 0;
  std::optional<int64_t> rss_bytes;
  std::optional<int64_t> peak_rss_bytes;
  std::optional<int64_t> rewrites;
  std::optional<int64_t> nodes_before;
  std::optional<int64_t> nodes_after;
};

/// Where the values of one set of shapes lie.
struct TracedPlan {
  struct Tensor {
    TracedTensor value;
    int64_t bytes = 0;
    int64_t offset = 0;
    std::string home;
    int64_t first = 0;  ///< positions of nodes
    int64_t last = 0;
    std::string shares_with;
  };
  struct Node {
    std::string name;
    int64_t in_use = 0;
    int64_t workspace = 0;
  };
  struct Miss {
    std::string name;
    int64_t bytes = 0;
    std::string reason;
  };

  int64_t plan = 0;
  int64_t weights_bytes = 0;
  int64_t arena_bytes = 0;
  std::vector<Tensor> tensors;
  std::vector<Node> nodes;
  std::vector<Miss> missed;
};

/// The session that wrote the trace; empty or absent where it does not tell.
struct TracedSession {
  std::string version;
  std::string build;
  std::string isa;
  std::string cpu;
  std::string model;
  std::string optimization;
  std::optional<int64_t> threads;
  std::vector<std::string> providers;
};

/// Everything that a trace tells, by topic, in the order of time.
struct Trace {
  std::string path;
  TracedSession session;
  std::vector<TracedNode> nodes;
  std::vector<NodeEvent> node_events;
  std::vector<DeviceEvent> device_events;
  std::vector<TracedRun> runs;
  std::vector<TracedStage> stages;
  std::vector<TracedPlan> plans;
  std::map<int64_t, std::string> lane_names;
  bool has_exact_times = true;  ///< false: whole microseconds, as ONNX Runtime writes them
  std::vector<std::string> warnings;
};

}  // namespace ort::profiler
