#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/ortool/bench/arrivals.h"
#include "apps/ortool/bench/baseline.h"
#include "apps/ortool/bench/figures.h"
#include "apps/ortool/bench/interleaving.h"
#include "apps/ortool/bench/machine_watch.h"
#include "apps/ortool/bench/measurement.h"
#include "apps/ortool/bench/subject.h"
#include "apps/ortool/gates/gates.h"
#include "apps/ortool/machine.h"

namespace ortool {

/// A value that went into or came out of the measured runs.
struct ValueFacts {
  std::string name;
  std::string type;
  std::optional<std::vector<int64_t>> shape;  ///< of a tensor
  bool is_made_up = false;
};

/// A variant and what was measured of it.
struct SideReport {
  std::string label;
  std::string model;
  std::string fingerprint;  ///< see ModelSource
  std::vector<std::string> providers;
  int threads = 0;
  bool threads_are_given = false;  ///< else from CPU affinity and cgroup quota
  std::string isa;
  std::string optimization;
  IoMode io = IoMode::kHost;
  Delay delay;
  double load_seconds = 0;
  double first_run_seconds = 0;
  std::vector<ValueFacts> inputs;
  std::vector<ValueFacts> outputs;
  bool reuses_outputs = true;
  std::vector<std::string> non_finite;
  std::vector<Outcome> outcomes;
  PhaseMemory memory;
  Measurement measurement;
  Figures figures;
  std::vector<std::string> diagnoses;  ///< sentences
};

/// All that `ortool bench` tells.
struct BenchReport {
  std::vector<SideReport> sides;
  std::vector<ComparedPair> pairs;  ///< of sides 1, 2, ... against the first
  std::size_t blocks = 0;           ///< of a comparison
  std::size_t rounds = 0;           ///< of a comparison: how often the sessions were made
  double equivalence = 0;
  bool is_sweep = false;
  bool measures_loading = false;
  StopSettings stop;
  WarmUpSettings warm_up;
  std::optional<ArrivalSettings> arrivals;
  uint64_t seed = 0;
  double sleep_seconds = 0;
  double measuring_cost = 0;  ///< seconds for each sample
  Machine machine;
  MachineActivity activity;
  std::optional<BaselineResult> baseline;
  std::vector<GateOutcome> gates;
  bool was_interrupted = false;
};

/// What the report says of a subject and its measurement.
SideReport describe_side(const Subject& subject, Measurement measurement, const std::vector<double>& percentiles);

/// For people: what was measured how, the figures with units and meaning, diagnoses, verdicts, outcomes of gates.
std::string to_text(const BenchReport& report);

/// The JSON object "ortool.bench/1": the keys of the contract for the first side, and everything else.
nlohmann::ordered_json to_json(const BenchReport& report);

/// Every sample as CSV (side, iteration, latency_ms, waiting_ms), or a line for each cell of a sweep.
std::string to_csv(const BenchReport& report);

/// A table with a line for each side.
std::string to_markdown(const BenchReport& report);

}  // namespace ortool
