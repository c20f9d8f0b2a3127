#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profiler/statistics.h"
#include "profiler/trace.h"

namespace ort::profiler {

class Ceilings;

/// What limits a node at best, and how far it is from that.
struct Roof {
  enum class Bound { kCompute, kMemory, kOverhead };
  Bound bound = Bound::kCompute;
  double roof_us = 0;  ///< of one call
  double share = 0;    ///< roof_us / avg_us, at most 1
  double lost_us = 0;  ///< of one run
  std::string level;   ///< of the memory whose bandwidth counts
};

/// "compute", "memory", "overhead".
std::string_view bound_name(Roof::Bound bound);

/// A node over all measured runs. Times in microseconds, without those of nodes inside its graphs; on the device where
/// the trace has them, else on the host.
struct NodeProfile {
  TracedNode node;
  std::size_t order = 0;  ///< among all nodes, by when they first ran
  int64_t calls = 0;
  double total_us = 0;
  double percent = 0;  ///< of all nodes
  double cumulative_percent = 0;
  Summary call_us;
  std::vector<double> run_us;        ///< in each measured run, 0 where it did not run
  std::optional<double> operations;  ///< mean of a call, as all below
  std::optional<double> bytes_read;
  std::optional<double> bytes_written;
  std::optional<double> wait_us;
  std::optional<double> device_us;
  std::optional<double> host_us;  ///< beside `device_us`: what it took to start the work
  std::optional<Roof> roof;
};

struct OperatorProfile {
  std::string op_type;
  std::string provider;
  int64_t calls = 0;
  double total_us = 0;
  double percent = 0;
  double cumulative_percent = 0;
  double avg_us = 0;
  double stddev_us = 0;
  int64_t nodes = 0;
};

/// A prefix of node names, up to a '/' or '.'.
struct ModuleProfile {
  std::string path;
  int depth = 0;
  double total_us = 0;
  double percent = 0;
  int64_t nodes = 0;
};

struct CopyProfile {
  std::string name;
  std::string direction;        ///< "host to device", ...; "" for not known
  std::optional<double> bytes;  ///< of a call
  int64_t calls = 0;
  double total_us = 0;
};

struct LedgerPart {
  std::string name;
  std::string meaning;
  double us = 0;  ///< mean of a run
  double percent = 0;
};

/// Where the time of a mean run went: the parts add up to its wall time, the last one is what nobody knows.
struct Ledger {
  double wall_us = 0;
  std::vector<LedgerPart> parts;
};

/// Recorded runs against runs in between that were not recorded.
struct ProfilerCost {
  double profiled_us = 0;                    ///< median
  double unprofiled_us = 0;                  ///< median
  double percent = 0;                        ///< how much longer a recorded run is than its neighbour
  std::optional<Interval> percent_interval;  ///< absent for fewer than three pairs
  std::optional<double> per_node_ns;
};

struct StartupProfile {
  struct Stage {
    TracedStage stage;
    int depth = 0;
  };
  std::vector<Stage> stages;  ///< in the order of time
  std::optional<double> first_run_us;
};

struct MemoryProfile {
  struct Step {
    std::string node;
    double in_use = 0;
    double workspace = 0;
  };
  std::optional<int64_t> weights_bytes;
  std::optional<int64_t> arena_bytes;
  double peak_bytes = 0;
  std::string peak_node;
  std::vector<Step> timeline;
  std::vector<TracedPlan::Tensor> at_peak;  ///< biggest first
  std::vector<TracedPlan::Miss> missed;
  std::vector<TracedPlan::Tensor> tensors;
};

struct RooflinePoint {
  std::string name;
  std::string op_type;
  double intensity = 0;  ///< operations per byte
  double gflops = 0;
  Roof roof;
};

struct Roofline {
  double lost_us = 0;                 ///< of a run, over all nodes with a roof
  std::vector<RooflinePoint> points;  ///< longest loss first
};

/// The measured run whose wall time is the median.
struct Timeline {
  struct Event {
    std::string name;
    std::string op_type;
    std::string lane;
    double start_us = 0;  ///< since the run began
    double dur_us = 0;
    int depth = 0;  ///< inside other events of its lane
  };
  int64_t run = 0;
  double wall_us = 0;
  std::vector<Event> events;
};

struct RunCounts {
  int64_t measured = 0;
  int64_t warm_up = 0;
  int64_t unprofiled = 0;
};

/// What a trace says about a session. Warm-up runs count for nothing but the first run.
struct Profile {
  std::string trace;
  TracedSession session;
  RunCounts runs;
  Summary wall_us;
  std::vector<double> run_wall_us;         ///< of each measured run
  std::vector<double> unprofiled_wall_us;  ///< of each run that was not recorded, warm-up left out
  std::optional<ProfilerCost> cost;
  std::optional<Ledger> ledger;
  std::vector<NodeProfile> nodes;          ///< longest first
  std::vector<OperatorProfile> operators;  ///< longest first
  std::vector<ModuleProfile> modules;      ///< preorder
  std::vector<CopyProfile> copies;         ///< longest first
  std::optional<StartupProfile> startup;
  std::optional<MemoryProfile> memory;
  std::optional<Roofline> roofline;
  std::optional<Timeline> timeline;
  std::vector<std::string> warnings;
};

struct ProfileSettings {
  int64_t warm_up_runs = 0;            ///< so many first runs are warm-up, besides those that the trace calls so
  const Ceilings* ceilings = nullptr;  ///< for the roofline; not owned
};

/// Throws ort::Error (input) when no run but warm-up ones is left.
Profile make_profile(const Trace& trace, const ProfileSettings& settings = {});

}  // namespace ort::profiler
