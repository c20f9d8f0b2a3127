#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <string>

#include "apps/ortool/bench/bench_report.h"
#include "apps/ortool/bench/diagnosis.h"
#include "apps/ortool/quantity.h"
#include "apps/ortool/terminal_text.h"
#include "ort/environment.h"

namespace ortool {
namespace {

using Out = std::back_insert_iterator<std::string>;

std::string bytes_text(int64_t bytes) { return quantity_text({static_cast<double>(bytes), Unit::kBytes}); }

std::string value_text(const ValueFacts& value, uint64_t seed) {
  std::string text = fmt::format("'{}' {}", printable(value.name), printable(value.type));
  if (value.shape) text += fmt::format(" [{}]", fmt::join(*value.shape, ","));
  if (value.is_made_up) text += fmt::format(", made up (rand, seed {})", seed);
  return text;
}

std::string_view io_meaning(IoMode mode) {
  switch (mode) {
    case IoMode::kHost:
      return "host (inputs and outputs in ordinary memory; copies to and from devices count)";
    case IoMode::kPinned:
      return "pinned (inputs and outputs in CPU memory that the device reads directly; copies count)";
    case IoMode::kDevice:
      return "device (inputs and outputs bound where the nodes read and make them; no copies)";
  }
  return "";
}

void write_setting(const SideReport& side, const BenchReport& report, Out out) {
  fmt::format_to(out, "  providers    {}\n", fmt::join(side.providers, ", "));
  fmt::format_to(out, "  threads      {} ({}), isa {}, optimization {}\n", side.threads,
                 side.threads_are_given ? "as asked" : "from CPU affinity and cgroup quota", side.isa,
                 side.optimization);
  for (const ValueFacts& input : side.inputs)
    fmt::format_to(out, "  input        {}\n", value_text(input, report.seed));
  if (!report.measures_loading) fmt::format_to(out, "  io           {}\n", io_meaning(side.io));
  if (report.arrivals) {
    fmt::format_to(out, "  arrivals     {:.6g} per second, {}; latency counts from the arrival\n",
                   report.arrivals->rate,
                   report.arrivals->process == ArrivalProcess::kPoisson ? fmt::format("Poisson (seed {})", report.seed)
                                                                        : "at equal distances");
  }
}

void write_memory(const SideReport& side, Out out) {
  const PhaseMemory& memory = side.memory;
  fmt::format_to(out, "  load         {}\n", time_text(side.load_seconds));
  fmt::format_to(out, "  first run    {}\n", time_text(side.first_run_seconds));
  fmt::format_to(out, "  peak memory  {} loading, {} first run, {} measured ({}); {} resident at the end\n",
                 bytes_text(memory.load), bytes_text(memory.first_run), bytes_text(memory.measured),
                 memory.is_by_phase ? "each phase by itself" : "each since the start of the process",
                 bytes_text(memory.resident));
}

void write_latency(const SideReport& side, const BenchReport& report, Out out) {
  const Figures& figures = side.figures;
  const ort::profiler::Summary& latency = figures.latency;
  if (latency.count == 0) {
    fmt::format_to(out, "  no run was measured\n");
    return;
  }
  fmt::format_to(out, "  {:<12} median {} (95 % interval {} to {})\n", report.measures_loading ? "loading" : "latency",
                 time_text(latency.median), time_text(figures.median_interval.low),
                 time_text(figures.median_interval.high));
  fmt::format_to(out, "               mean {}, standard deviation {} ({:.1f} %), median absolute deviation {}\n",
                 time_text(latency.mean), time_text(latency.stddev), figures.variation * 100, time_text(figures.mad));
  fmt::format_to(out, "               min {}", time_text(latency.min));
  for (const auto& [p, seconds] : figures.percentiles) {
    fmt::format_to(out, ", {} {}", percentile_name(p), time_text(seconds));
  }
  fmt::format_to(out, ", max {}\n", time_text(latency.max));
  if (!side.measurement.waiting.empty()) {
    const ort::profiler::Summary waiting = ort::profiler::summarize(side.measurement.waiting);
    fmt::format_to(out, "  of it queue  median {}, mean {}, max {}\n", time_text(waiting.median),
                   time_text(waiting.mean), time_text(waiting.max));
  }
  if (report.pairs.empty()) {
    fmt::format_to(out, "  throughput   {:.4g} {} per second, {} caller{}\n", figures.throughput,
                   report.measures_loading ? "loads" : "runs", side.measurement.callers,
                   side.measurement.callers > 1 ? "s" : "");
  }
  fmt::format_to(out, "  samples      {} in {} after {} of warm-up; {}\n", latency.count,
                 time_text(side.measurement.elapsed_seconds), side.measurement.warm_up_iterations,
                 explain(side.measurement.stop, report.stop, report.pairs.empty() ? "median" : "ratio"));
}

void write_side(const SideReport& side, const BenchReport& report, Out out) {
  write_setting(side, report, out);
  write_memory(side, out);
  write_latency(side, report, out);
  for (const Outcome& outcome : side.outcomes) {
    fmt::format_to(out, "  verified     '{}': max abs {:.3g}, max rel {:.3g}\n", printable(outcome.name),
                   outcome.comparison.max_abs, outcome.comparison.max_rel);
  }
  for (const std::string& sentence : side.diagnoses) fmt::format_to(out, "  * {}\n", sentence);
}

void write_machine(const BenchReport& report, Out out) {
  const Machine& machine = report.machine;
  const MachineActivity& activity = report.activity;
  fmt::format_to(out, "machine: {}, {} of {} CPUs usable", printable(machine.cpu), machine.cpus.usable,
                 machine.cpus.online);
  if (machine.cpus.quota) fmt::format_to(out, ", quota {:.2f}", *machine.cpus.quota);
  fmt::format_to(out, ", governor {}", machine.governor.empty() ? "unknown" : printable(machine.governor));
  if (activity.load_average) fmt::format_to(out, ", load average {:.2f}", *activity.load_average);
  if (activity.clock_mhz) fmt::format_to(out, ", {:.0f} MHz", *activity.clock_mhz);
  if (activity.temperature) fmt::format_to(out, ", {:.0f} C", *activity.temperature);
  fmt::format_to(out, "\nlibort {}; clock steady_clock, each sample costs {}\n", ort::get_version_string(),
                 time_text(report.measuring_cost));
  for (const std::string& sentence : diagnose_machine(report)) fmt::format_to(out, "* {}\n", sentence);
}

void write_pairs(const BenchReport& report, Out out) {
  if (report.pairs.empty()) return;
  fmt::format_to(
      out, "\n{} interleaved blocks (each side twice in each), sessions made {} times; {}\n", report.blocks,
      report.rounds,
      explain(report.sides.front().measurement.stop, report.stop, report.pairs.empty() ? "median" : "ratio"));
  for (std::size_t i = 0; i < report.pairs.size(); ++i) {
    const auto& [ratio, verdict] = report.pairs[i];
    fmt::format_to(out, "{} against {}: {}\n", printable(report.sides[i + 1].label),
                   printable(report.sides.front().label), ort::profiler::explain(verdict, ratio, report.equivalence));
  }
}

void write_sweep(const BenchReport& report, Out out) {
  std::size_t width = 0;
  for (const SideReport& side : report.sides) width = std::max(width, printable(side.label).size());
  fmt::format_to(out, "\n{:<{}}  {:>11}  {:>11}  {:>11}  {:>12}\n", "settings", width, "median", "p95", "per second",
                 "peak memory");
  const SideReport* best = nullptr;
  for (const SideReport& side : report.sides) {
    if (side.figures.latency.count == 0) continue;
    fmt::format_to(out, "{:<{}}  {:>11}  {:>11}  {:>11.4g}  {:>12}\n", printable(side.label), width,
                   time_text(side.figures.latency.median), time_text(percentile_in(side.figures, 95)),
                   side.figures.throughput, bytes_text(side.memory.all));
    if (best == nullptr || side.figures.latency.median < best->figures.latency.median) best = &side;
  }
  if (best != nullptr) fmt::format_to(out, "lowest median: {}\n", printable(best->label));
}

void write_baseline(const BaselineResult& baseline, Out out) {
  const auto percent = [](double ratio) { return (ratio - 1) * 100; };
  for (const std::string& difference : baseline.differences) {
    fmt::format_to(out, "* differs from the baseline: {}\n", printable(difference));
  }
  fmt::format_to(
      out, "against {}: median {:+.2f} % (95 % interval {:+.2f} % to {:+.2f} %); {}\n", printable(baseline.file),
      percent(baseline.ratio), percent(baseline.interval.low), percent(baseline.interval.high),
      baseline.is_regression ? fmt::format("a regression of surely more than {:.3g} %", baseline.allowed * 100)
                             : "no regression");
}

}  // namespace

std::string to_text(const BenchReport& report) {
  std::string text;
  const Out out = std::back_inserter(text);
  if (report.was_interrupted) fmt::format_to(out, "interrupted: what was measured until then\n");
  if (report.is_sweep) {
    fmt::format_to(out, "{}\n", printable(report.sides.front().model));
  } else {
    for (const SideReport& side : report.sides) {
      fmt::format_to(out, "{}\n",
                     side.label == side.model || report.sides.size() == 1
                         ? printable(side.model)
                         : fmt::format("{}: {}", printable(side.label), printable(side.model)));
      write_side(side, report, out);
    }
  }
  write_machine(report, out);
  if (report.is_sweep) write_sweep(report, out);
  write_pairs(report, out);
  if (report.baseline) write_baseline(*report.baseline, out);
  return text + to_text(report.gates);
}

}  // namespace ortool
