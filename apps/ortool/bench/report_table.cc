#include <fmt/format.h>

#include <iterator>
#include <string>
#include <string_view>

#include "apps/ortool/bench/bench_report.h"
#include "apps/ortool/quantity.h"
#include "apps/ortool/terminal_text.h"

namespace ortool {
namespace {

constexpr double kMs = 1e3;

std::string csv_field(std::string_view text) {
  std::string field = printable(text);
  if (field.find_first_of(",\"") == std::string::npos) return field;
  std::string quoted = "\"";
  for (const char c : field) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

std::string markdown_cell(std::string_view text) {
  std::string cell;
  for (const char c : printable(text)) {
    if (c == '|' || c == '`') cell += '\\';
    cell += c;
  }
  return cell;
}

std::string cells_csv(const BenchReport& report) {
  std::string csv = "settings,iterations,median_ms,mean_ms,stddev_ms";
  for (const auto& [p, unused] : report.sides.front().figures.percentiles)
    csv += fmt::format(",{}_ms", percentile_name(p));
  csv += ",throughput_per_s,load_ms,first_run_ms,peak_rss_bytes\n";
  const auto out = std::back_inserter(csv);
  for (const SideReport& side : report.sides) {
    const ort::profiler::Summary& latency = side.figures.latency;
    fmt::format_to(out, "{},{},{},{},{}", csv_field(side.label), latency.count, latency.median * kMs,
                   latency.mean * kMs, latency.stddev * kMs);
    for (const auto& [p, seconds] : side.figures.percentiles) fmt::format_to(out, ",{}", seconds * kMs);
    fmt::format_to(out, ",{},{},{},{}\n", side.figures.throughput, side.load_seconds * kMs,
                   side.first_run_seconds * kMs, side.memory.all);
  }
  return csv;
}

}  // namespace

std::string to_csv(const BenchReport& report) {
  if (report.is_sweep) return cells_csv(report);
  const bool has_waiting = report.arrivals.has_value();
  std::string csv = has_waiting ? "side,iteration,latency_ms,waiting_ms\n" : "side,iteration,latency_ms\n";
  const auto out = std::back_inserter(csv);
  for (const SideReport& side : report.sides) {
    const std::string label = csv_field(side.label);
    const Measurement& measurement = side.measurement;
    for (std::size_t i = 0; i < measurement.seconds.size(); ++i) {
      fmt::format_to(out, "{},{},{:.6f}", label, i, measurement.seconds[i] * kMs);
      if (has_waiting) fmt::format_to(out, ",{:.6f}", measurement.waiting[i] * kMs);
      csv += '\n';
    }
  }
  return csv;
}

std::string to_markdown(const BenchReport& report) {
  std::string table = "| | median | p95 | p99 | per second | load | first run | peak memory |";
  std::string rule = "|---|---:|---:|---:|---:|---:|---:|---:|";
  const bool compares = !report.pairs.empty();
  if (compares) {
    table += " against the first |";
    rule += "---|";
  }
  table += "\n" + rule + "\n";
  const auto out = std::back_inserter(table);
  for (std::size_t i = 0; i < report.sides.size(); ++i) {
    const SideReport& side = report.sides[i];
    const double peak = static_cast<double>(side.memory.all);
    fmt::format_to(out, "| {} | {} | {} | {} | {:.4g} | {} | {} | {} |", markdown_cell(side.label),
                   time_text(side.figures.latency.median), time_text(percentile_in(side.figures, 95)),
                   time_text(percentile_in(side.figures, 99)), side.figures.throughput, time_text(side.load_seconds),
                   time_text(side.first_run_seconds), quantity_text({peak, Unit::kBytes}));
    if (compares && i == 0) table += " |";
    if (compares && i > 0) {
      const ComparedPair& pair = report.pairs[i - 1];
      fmt::format_to(out, " {} |", ort::profiler::explain(pair.verdict, pair.ratio, report.equivalence));
    }
    table += '\n';
  }
  return table;
}

}  // namespace ortool
