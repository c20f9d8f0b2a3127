#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "apps/ortool/bench/bench_report.h"
#include "apps/ortool/bench/diagnosis.h"
#include "ort/environment.h"

namespace ortool {
namespace {

using nlohmann::ordered_json;

constexpr double kMs = 1e3;

template <class T>
ordered_json or_null(const std::optional<T>& value) {
  return value ? ordered_json(*value) : ordered_json();
}

ordered_json interval_json(const ort::profiler::Interval& interval, double factor) {
  return ordered_json::array({interval.low * factor, interval.high * factor});
}

ordered_json latency_json(const Figures& figures) {
  const ort::profiler::Summary& latency = figures.latency;
  ordered_json json = {{"min", latency.min * kMs},
                       {"mean", latency.mean * kMs},
                       {"median", latency.median * kMs},
                       {"stddev", latency.stddev * kMs}};
  for (const auto& [p, seconds] : figures.percentiles) json[percentile_name(p)] = seconds * kMs;
  json["max"] = latency.max * kMs;
  json["mad"] = figures.mad * kMs;
  json["variation"] = figures.variation;
  json["median_interval"] = interval_json(figures.median_interval, kMs);
  json["mean_interval"] = interval_json(figures.mean_interval, kMs);
  return json;
}

ordered_json waiting_json(const Measurement& measurement) {
  const std::vector<double> ordered = ort::profiler::sorted(measurement.waiting);
  const ort::profiler::Summary summary = ort::profiler::summarize(ordered);
  return {{"mean", summary.mean * kMs},
          {"median", summary.median * kMs},
          {"p95", ordered.empty() ? 0 : ort::profiler::percentile(ordered, 95) * kMs},
          {"max", summary.max * kMs}};
}

ordered_json values_json(const std::vector<ValueFacts>& values) {
  ordered_json list = ordered_json::array();
  for (const ValueFacts& value : values) {
    ordered_json json = {{"name", value.name}, {"type", value.type}, {"shape", or_null(value.shape)}};
    if (value.is_made_up) json["made_up"] = true;
    list.push_back(std::move(json));
  }
  return list;
}

ordered_json memory_json(const PhaseMemory& memory) {
  return {{"by_phase", memory.is_by_phase},
          {"load_peak_bytes", memory.load},
          {"first_run_peak_bytes", memory.first_run},
          {"measured_peak_bytes", memory.measured},
          {"resident_bytes", memory.resident}};
}

ordered_json verification_json(const SideReport& side) {
  ordered_json expectations = ordered_json::array();
  for (const Outcome& outcome : side.outcomes) {
    expectations.push_back({{"name", outcome.name},
                            {"passed", outcome.comparison.passed},
                            {"max_abs", outcome.comparison.max_abs},
                            {"max_rel", outcome.comparison.max_rel}});
  }
  return {{"non_finite_outputs", side.non_finite}, {"expect", expectations}};
}

/// Everything about a side, into the keys of `json`.
void add_side(ordered_json& json, const SideReport& side, const BenchReport& report) {
  const Measurement& measurement = side.measurement;
  json["model"] = side.model;
  json["providers"] = side.providers;
  json["threads"] = side.threads;
  json["threads_from"] = side.threads_are_given ? "--threads" : "CPU affinity and cgroup quota";
  json["isa"] = side.isa;
  json["optimization"] = side.optimization;
  json["io"] = io_mode_name(side.io);
  json["load_ms"] = side.load_seconds * kMs;
  json["first_run_ms"] = side.first_run_seconds * kMs;
  json["iterations"] = measurement.seconds.size();
  json["latency_ms"] = latency_json(side.figures);
  if (report.arrivals) json["waiting_ms"] = waiting_json(measurement);
  json["throughput_per_s"] = side.figures.throughput;
  json["peak_rss_bytes"] = side.memory.all;
  json["memory"] = memory_json(side.memory);
  json["concurrency"] = measurement.callers;
  json["warm_up"] = {{"iterations", measurement.warm_up_iterations}, {"left_out", measurement.left_out}};
  json["measured_s"] = measurement.elapsed_seconds;
  json["inputs"] = values_json(side.inputs);
  json["outputs"] = values_json(side.outputs);
  json["outputs_reused"] = side.reuses_outputs;
  json["verification"] = verification_json(side);
  if (!side.delay.is_none()) json["added_delay"] = side.delay.text();
  json["diagnoses"] = side.diagnoses;
}

ordered_json environment_json(const BenchReport& report) {
  const MachineActivity& activity = report.activity;
  const Machine& machine = report.machine;
  return {{"cpu", machine.cpu},
          {"isa", report.sides.front().isa},
          {"cores", machine.cpus.usable},
          {"governor", machine.governor},
          {"version", ort::get_version_string()},
          {"build", ort::get_build_info()},
          {"system", machine.system},
          {"online_cpus", machine.cpus.online},
          {"cpu_quota", or_null(machine.cpus.quota)},
          {"clock", "steady_clock"},
          {"measuring_cost_ns", report.measuring_cost * 1e9},
          {"load_average", or_null(activity.load_average)},
          {"other_cpus", or_null(activity.other_cpus)},
          {"own_cpus", or_null(activity.own_cpus)},
          {"stolen_cpus", or_null(activity.stolen_cpus)},
          {"throttled", or_null(activity.throttled)},
          {"temperature_c", or_null(activity.temperature)},
          {"clock_mhz", or_null(activity.clock_mhz)}};
}

ordered_json pairs_json(const BenchReport& report) {
  ordered_json list = ordered_json::array();
  for (std::size_t i = 0; i < report.pairs.size(); ++i) {
    const auto& [ratio, verdict] = report.pairs[i];
    list.push_back({{"side", report.sides[i + 1].label},
                    {"against", report.sides.front().label},
                    {"ratio", ratio.ratio},
                    {"interval", interval_json(ratio.interval, 1)},
                    {"confidence", ratio.confidence},
                    {"blocks", ratio.blocks},
                    {"rounds", ratio.rounds},
                    {"verdict", ort::profiler::verdict_name(verdict)},
                    {"explanation", ort::profiler::explain(verdict, ratio, report.equivalence)}});
  }
  return list;
}

ordered_json baseline_json(const BaselineResult& baseline) {
  return {{"file", baseline.file},
          {"ratio", baseline.ratio},
          {"interval", interval_json(baseline.interval, 1)},
          {"allowed", baseline.allowed},
          {"regression", baseline.is_regression},
          {"differences", baseline.differences}};
}

}  // namespace

ordered_json to_json(const BenchReport& report) {
  ordered_json json = {{"schema", "ortool.bench/1"}};
  add_side(json, report.sides.front(), report);
  json["phase"] = report.measures_loading ? "load" : "run";
  json["stopped_because"] =
      explain(report.sides.front().measurement.stop, report.stop, report.pairs.empty() ? "median" : "ratio");
  json["interrupted"] = report.was_interrupted;
  json["seed"] = report.seed;
  if (report.arrivals) {
    const bool is_poisson = report.arrivals->process == ArrivalProcess::kPoisson;
    json["arrivals"] = {{"rate_per_s", report.arrivals->rate}, {"process", is_poisson ? "poisson" : "constant"}};
  }
  json["environment"] = environment_json(report);
  json["machine_diagnoses"] = diagnose_machine(report);
  json["comparable"] = comparable_settings(report);
  if (report.sides.size() > 1) {
    auto& sides = json[report.is_sweep ? "cells" : "sides"] = ordered_json::array();
    for (const SideReport& side : report.sides) {
      ordered_json entry = {{"label", side.label}};
      add_side(entry, side, report);
      sides.push_back(std::move(entry));
    }
  }
  if (!report.pairs.empty()) {
    json["equivalence"] = report.equivalence;
    json["comparisons"] = pairs_json(report);
  }
  if (report.baseline) json["baseline"] = baseline_json(*report.baseline);
  if (!report.gates.empty()) json["assertions"] = to_json(report.gates);
  return json;
}

}  // namespace ortool
