#include "apps/ortool/bench/bench_metrics.h"

#include <vector>

namespace ortool {
namespace {

void add_side(Metrics& metrics, const SideReport& side, const std::string& argument) {
  const auto add_time = [&](const char* name, double seconds) { metrics.add_of(name, argument, seconds, Unit::kTime); };
  const ort::profiler::Summary& latency = side.figures.latency;
  add_time("min", latency.min);
  add_time("mean", latency.mean);
  add_time("median", latency.median);
  add_time("max", latency.max);
  add_time("stddev", latency.stddev);
  add_time("mad", side.figures.mad);
  for (const auto& [p, seconds] : side.figures.percentiles) add_time(percentile_name(p).c_str(), seconds);
  add_time("load", side.load_seconds);
  add_time("first_run", side.first_run_seconds);
  metrics.add_of("cov", argument, side.figures.variation * 100, Unit::kPercent);
  metrics.add_of("throughput", argument, side.figures.throughput);
  metrics.add_of("iterations", argument, static_cast<double>(latency.count));
  metrics.add_of("peak_mem", argument, static_cast<double>(side.memory.all), Unit::kBytes);
}

void add_ratio(Metrics& metrics, double ratio, const ort::profiler::Interval& interval, const std::string& argument) {
  metrics.add_of("ratio", argument, ratio);
  metrics.add_of("ratio_low", argument, interval.low);
  metrics.add_of("ratio_high", argument, interval.high);
}

}  // namespace

std::span<const std::string> bench_metric_names() {
  static const std::vector<std::string> names = {
      "min", "mean",       "median",     "max",      "stddev", "mad",       "pN",         "load",   "first_run",
      "cov", "throughput", "iterations", "peak_mem", "ratio",  "ratio_low", "ratio_high", "verdict"};
  return names;
}

Metrics bench_metrics(const BenchReport& report) {
  Metrics metrics;
  add_side(metrics, report.sides.front(), "");
  if (report.sides.size() > 1) {
    for (const SideReport& side : report.sides) add_side(metrics, side, side.label);
  }
  for (std::size_t i = 0; i < report.pairs.size(); ++i) {
    const auto& [ratio, verdict] = report.pairs[i];
    const std::string name(ort::profiler::verdict_name(verdict));
    for (const std::string& argument : {std::string(), report.sides[i + 1].label}) {
      if (argument.empty() && i > 0) continue;
      add_ratio(metrics, ratio.ratio, ratio.interval, argument);
      metrics.add_text("verdict", argument, name);
    }
  }
  if (report.baseline) add_ratio(metrics, report.baseline->ratio, report.baseline->interval, "");
  return metrics;
}

}  // namespace ortool
