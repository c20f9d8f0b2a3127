#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "apps/ortool/atomic_file.h"
#include "apps/ortool/bench/bench_flags.h"
#include "apps/ortool/bench/bench_metrics.h"
#include "apps/ortool/bench/bench_report.h"
#include "apps/ortool/bench/benchmark.h"
#include "apps/ortool/command.h"
#include "apps/ortool/help_topics.h"
#include "apps/ortool/interruption.h"
#include "apps/ortool/json_output.h"
#include "apps/ortool/rewritten_line.h"
#include "ort/error.h"
#include "ort/options.h"

namespace ortool {
namespace {

constexpr const char* kDescription =
    R"(Measures how long a model takes, compares models and settings, and guards against regressions.

Examples:
  ortool bench model.onnx
  ortool bench model.onnx --input x.npy --threads 4 --min-time 5s --percentiles 99.9 --json report.json
  ortool bench old.onnx new.onnx                         verdict: faster, slower, same or inconclusive
  ortool bench model.onnx --compare threads=1 --compare threads=2,opt=none
  ortool bench model.onnx --sweep 'threads=1,2;opt=basic,all' --markdown -
  ortool bench model.onnx --concurrency 4 --rate 200 --arrival poisson --assert 'p99<20ms'
  ortool bench model.onnx --baseline report.json --fail-on-regression 3%

A latency is the wall time of one run, inputs and outputs already in place; the clock is read right
before and after it. Comparisons take turns (A B B A), so that what changes on the machine reaches all
sides alike. --compare delay=3% slows a side down by a known share, to test the comparison itself.
Times: ns us ms s min. Exit code 1: an assertion, an expectation or the baseline failed.
)";

void write_text(const std::string& target, const std::string& text) {
  if (target.empty()) return;
  if (target == "-") {
    fmt::print("{}", text);
  } else {
    write_file(target, text);
  }
}

void write_reports(const BenchFlags& flags, const BenchReport& report) {
  const bool is_taken = flags.json == "-" || flags.csv == "-" || flags.markdown == "-";
  if (!is_taken) fmt::print("{}", to_text(report));
  if (!flags.json.empty()) write_json(flags.json, to_json(report));
  if (!flags.csv.empty()) write_text(flags.csv, to_csv(report));
  if (!flags.markdown.empty()) write_text(flags.markdown, to_markdown(report));
  flags.gates.write_junit("ortool bench", report.gates);
}

void execute(const BenchFlags& flags) {
  ort::RunOptions run;
  const Interruption interruption(run, flags.session.timeout());
  flags.check();
  RewrittenLine status(std::chrono::milliseconds(250));
  BenchReport report = [&] {
    try {
      return run_benchmark(flags, run, [&status](const std::string& text) { status.show(text); });
    } catch (const ort::Error&) {
      interruption.throw_if_over();
      throw;
    }
  }();
  status.clear();
  const bool has_samples = report.sides.front().figures.latency.count > 0;
  if (!flags.baseline.empty() && has_samples) {
    report.baseline = compare_with_baseline(report, flags.baseline, flags.allowed_regression(), flags.allows_different);
  }
  if (!report.was_interrupted) report.gates = flags.gates.evaluate(bench_metrics(report));
  write_reports(flags, report);
  interruption.throw_if_over();
  if (report.baseline) throw_if_failed(*report.baseline);
  throw_if_failed(report.gates);
}

}  // namespace

void add_bench(CLI::App& app) {
  const auto flags = std::make_shared<BenchFlags>();
  CLI::App* command = app.add_subcommand("bench", "Measures a model; compares models and settings");
  set_long_description(*command, kDescription);
  flags->add_to(*command);
  command->callback([flags] { execute(*flags); });
}

}  // namespace ortool
