#include "apps/ortool/bench/baseline.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "apps/ortool/bench/bench_report.h"
#include "apps/ortool/command.h"
#include "apps/ortool/errors.h"
#include "apps/ortool/file_bytes.h"
#include "apps/ortool/terminal_text.h"

namespace ortool {
namespace {

using nlohmann::ordered_json;

/// What a stored report says of its latency, in milliseconds.
struct StoredLatency {
  double median = 0;
  ort::profiler::Interval interval;
  ordered_json settings;
};

ort::Error not_a_report(const std::string& file, const std::string& reason) {
  return input_error(
      fmt::format("--baseline '{}': no report of ortool bench --json: {}", printable(file), printable(reason)));
}

StoredLatency read_baseline(const std::string& file) {
  const std::vector<std::byte> bytes = read_file(file);
  const auto* text = reinterpret_cast<const char*>(bytes.data());
  try {
    const ordered_json report = ordered_json::parse(text, text + bytes.size());
    if (report.at("schema") != "ortool.bench/1") throw not_a_report(file, "its schema is another one");
    const ordered_json& latency = report.at("latency_ms");
    StoredLatency stored;
    stored.median = latency.at("median").get<double>();
    stored.interval = {latency.at("median_interval").at(0).get<double>(),
                       latency.at("median_interval").at(1).get<double>()};
    stored.settings = report.at("comparable");
    if (!(stored.interval.low > 0) || !(stored.median > 0)) throw not_a_report(file, "it measured nothing");
    return stored;
  } catch (const ordered_json::exception& error) {
    throw not_a_report(file, error.what());
  }
}

std::vector<std::string> differences(const ordered_json& now, const ordered_json& then) {
  std::vector<std::string> found;
  for (const auto& [key, value] : now.items()) {
    const bool is_known = then.is_object() && then.contains(key);
    if (is_known && then.at(key) == value) continue;
    found.push_back(fmt::format("{}: {}, was {}", key, value.dump(), is_known ? then.at(key).dump() : "not stored"));
  }
  return found;
}

/// Of the quotient of two independent figures that are known by intervals: their distances add up as squares, on the
/// logarithmic scale.
ort::profiler::Interval ratio_interval(double now, const ort::profiler::Interval& now_interval, double then,
                                       const ort::profiler::Interval& then_interval) {
  const double ratio = std::log(now / then);
  const double below = std::hypot(std::log(now / now_interval.low), std::log(then_interval.high / then));
  const double above = std::hypot(std::log(now_interval.high / now), std::log(then / then_interval.low));
  return {std::exp(ratio - below), std::exp(ratio + above)};
}

ordered_json shapes_json(const std::vector<ValueFacts>& values) {
  ordered_json shapes = ordered_json::object();
  for (const ValueFacts& value : values) shapes[value.name] = value.shape ? ordered_json(*value.shape) : ordered_json();
  return shapes;
}

}  // namespace

ordered_json comparable_settings(const BenchReport& report) {
  const SideReport& side = report.sides.front();
  ordered_json settings = {{"model_fingerprint", side.fingerprint},
                           {"phase", report.measures_loading ? "load" : "run"},
                           {"providers", side.providers},
                           {"threads", side.threads},
                           {"isa", side.isa},
                           {"optimization", side.optimization},
                           {"io", io_mode_name(side.io)},
                           {"input_shapes", shapes_json(side.inputs)},
                           {"concurrency", side.measurement.callers},
                           {"rate_per_s", report.arrivals ? report.arrivals->rate : 0},
                           {"sleep_ms", report.sleep_seconds * 1e3},
                           {"cpu", report.machine.cpu},
                           {"cpus", report.machine.cpus.usable}};
  if (report.arrivals) {
    settings["arrival"] = report.arrivals->process == ArrivalProcess::kPoisson ? "poisson" : "constant";
  }
  return settings;
}

BaselineResult compare_with_baseline(const BenchReport& report, const std::string& file, double allowed,
                                     bool allows_different) {
  const StoredLatency stored = read_baseline(file);
  BaselineResult result;
  result.file = file;
  result.allowed = allowed;
  result.differences = differences(comparable_settings(report), stored.settings);
  if (!result.differences.empty() && !allows_different) {
    throw usage_error(fmt::format("--baseline '{}': not comparable, --allow-different does it all the same; {}",
                                  printable(file), fmt::join(result.differences, "; ")));
  }
  constexpr double kMs = 1e3;
  const Figures& figures = report.sides.front().figures;
  const ort::profiler::Interval interval = {figures.median_interval.low * kMs, figures.median_interval.high * kMs};
  const double median = figures.latency.median * kMs;
  result.ratio = median / stored.median;
  result.interval = ratio_interval(median, interval, stored.median, stored.interval);
  result.is_regression = result.interval.low > 1 + allowed;
  return result;
}

void throw_if_failed(const BaselineResult& result) {
  if (!result.is_regression) return;
  throw CheckFailed(fmt::format(
      "slower than the baseline '{}': median {:+.2f} %, surely more than the {:.3g} % that are allowed (95 % interval "
      "{:+.2f} % to {:+.2f} %)",
      printable(result.file), (result.ratio - 1) * 100, result.allowed * 100, (result.interval.low - 1) * 100,
      (result.interval.high - 1) * 100));
}

}  // namespace ortool
