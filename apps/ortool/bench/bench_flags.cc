#include "apps/ortool/bench/bench_flags.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <set>

#include "apps/ortool/atomic_file.h"
#include "apps/ortool/bench/bench_metrics.h"
#include "apps/ortool/errors.h"
#include "apps/ortool/number_text.h"
#include "apps/ortool/quantity.h"
#include "apps/ortool/run/input_flags.h"
#include "apps/ortool/terminal_text.h"

namespace ortool {
namespace {

constexpr int kMostCallers = 1024;
constexpr double kDefaultEquivalence = 0.015;
constexpr double kDefaultRegression = 0.03;

/// "50,90,99.9"
std::vector<double> parse_percentiles(const std::string& text) {
  std::vector<double> percentiles;
  std::size_t first = 0;
  while (first <= text.size() && !text.empty()) {
    const std::size_t comma = std::min(text.find(',', first), text.size());
    const auto number = to_number(text.substr(first, comma - first));
    if (!number || !(*number >= 0) || !(*number <= 100)) {
      throw usage_error(
          fmt::format("--percentiles '{}': numbers from 0 to 100 are needed, such as 50,90,99.9", printable(text)));
    }
    percentiles.push_back(*number);
    first = comma + 1;
  }
  return percentiles;
}

/// The file that all of `targets` but one leave free: only one document fits on standard output.
void check_targets(std::initializer_list<std::pair<const char*, const std::string*>> targets) {
  int on_standard_output = 0;
  for (const auto& [flag, target] : targets) {
    if (target->empty()) continue;
    if (*target != "-") {
      check_writable(*target);
    } else if (++on_standard_output > 1) {
      throw usage_error(fmt::format("{} -: standard output is taken by another of --json, --csv and --markdown", flag));
    }
  }
}

void add_measuring_flags(CLI::App& command, BenchFlags& flags) {
  command.add_option("--seed", flags.seed, "of made-up inputs, Poisson arrivals and resampling (default 0)")
      ->type_name("N")
      ->group("Measuring");
  command.add_option("--concurrency", flags.callers, "callers that run one session at the same time (default 1)")
      ->check(CLI::Range(1, kMostCallers))
      ->type_name("N")
      ->group("Measuring");
}

void add_input_flags(CLI::App& command, BenchFlags& flags) {
  command.add_option("MODEL", flags.models, "model files, or - for standard input; several are compared, interleaved")
      ->required();
  add_input_flag(command, flags.inputs,
                 "value of an input, see 'ortool help input-syntax'; tensors that are not given are made up (rand)");
  add_test_data_flag(command, flags.test_data,
                     "expect output_K.pb of test_data_set_K (0); feed input_K.pb where no --input is given");
  add_expectation_flags(command, flags.expectations, flags.tolerances, "Input",
                        "compare outputs once before measuring; exit code 1 where they differ");
}

void add_report_flags(CLI::App& command, BenchFlags& flags) {
  const std::string group = "Report";
  command.add_option("--json", flags.json, "write the report as JSON; -: to standard output, and nothing else")
      ->type_name("FILE|-")
      ->group(group);
  command.add_option("--csv", flags.csv, "write every sample, or the cells of a sweep")
      ->type_name("FILE|-")
      ->group(group);
  command.add_option("--markdown", flags.markdown, "write a table for a pull request")
      ->type_name("FILE|-")
      ->group(group);
}

}  // namespace

void BenchFlags::add_to(CLI::App& command) {
  add_input_flags(command, *this);
  const auto add = [&](const std::string& name, std::string& target, const std::string& type, const std::string& group,
                       const std::string& help) {
    return command.add_option(name, target, help)->type_name(type)->group(group);
  };
  add("--warmup", warm_up_, "N|TIME", "Measuring",
      "runs (10) or time (500ms) before anything counts (default: 0.2 s, and what still looks like a start is left "
      "out)");
  add("--min-time", min_time_, "TIME", "Measuring", "measure at least this long: 3s, 500ms (default 1s)");
  command
      .add_option("--min-iters", min_iterations_, "measure at least so many runs (blocks, when comparing; default 10)")
      ->type_name("N")
      ->group("Measuring");
  add("--max-time", max_time_, "TIME", "Measuring", "measure at most this long (default 10s; comparing 30s)");
  add("--stability", stability_, "PERCENT", "Measuring",
      "go on until half the 95 % interval of the median is below this (default 1%; 0: do not); comparing: of the ratio "
      "(default a third of --equivalence)");
  add("--percentiles", percentiles_, "LIST", "Measuring", "further percentiles of the latency, such as 25,99.9");
  add_measuring_flags(command, *this);
  add("--rate", rate_, "R", "Measuring", "requests per second, whether or not those before are done");
  add("--arrival", arrival_, "PROCESS", "Measuring", "how they come: constant (default) or poisson")
      ->check(CLI::IsMember({"constant", "poisson"}));
  add("--phase", phase_, "PHASE", "Measuring", "what is measured: run (default) or load (sessions made over and over)")
      ->check(CLI::IsMember({"run", "load"}));
  add("--io", io_, "PLACE", "Measuring",
      "where inputs and outputs lie: host (default), pinned, or device (bound, no copies measured)")
      ->check(CLI::IsMember({"host", "pinned", "device"}));
  add("--sleep", sleep_, "TIME", "Measuring", "pause between runs, such as 5ms");
  command
      .add_option("--compare", compares,
                  "compare with the first model under other settings: threads=2,opt=none (keys: threads opt isa "
                  "providers memory-limit dim io delay)")
      ->type_name("KEY=VALUE,...")
      ->allow_extra_args(false)
      ->group("Comparison");
  add("--sweep", sweep, "KEY=V,V;...", "Comparison", "measure all combinations: 'threads=1,2;opt=none,all'");
  add("--equivalence", equivalence_, "PERCENT", "Comparison", "differences below this count as none (default 1.5%)");
  add("--add-delay", delay_, "PERCENT|TIME", "Comparison",
      "a known delay in each run (a busy wait), to test comparisons with");
  add("--baseline", baseline, "FILE.json", "Comparison",
      "compare with an earlier report; refused where settings or machine differ");
  add("--fail-on-regression", allowed_regression_, "PERCENT", "Comparison",
      "with --baseline: exit code 1 when the median is surely more than this slower (default 3%)");
  command.add_flag("--allow-different", allows_different, "compare with the baseline although settings differ")
      ->group("Comparison");
  add_report_flags(command, *this);
  gates.add_to(command, "'p95<12ms', 'throughput>100', 'peak_mem<900MB'");
  session.add_to(command);
}

void BenchFlags::check() const {
  session.check();
  measure_settings();
  arrivals();
  percentiles();
  equivalence();
  allowed_regression();
  gates.check(bench_metric_names());
  check_targets({{"--json", &json}, {"--csv", &csv}, {"--markdown", &markdown}});
  const bool compares_sides = variants().size() > 1;
  const bool has_rate = !rate_.empty();
  if (std::ranges::count(models, "-") > 1) throw usage_error("MODEL: standard input can be read once only");
  const auto refuse = [](bool both, const char* one, const char* other) {
    if (both) throw usage_error(fmt::format("{} does not go with {}", one, other));
  };
  refuse(compares_sides && !sweep.empty(), "--sweep", "a comparison of several models or --compare");
  refuse(compares_sides && (callers > 1 || has_rate), "--concurrency or --rate", "a comparison, which takes turns");
  refuse(compares_sides && !baseline.empty(), "--baseline", "a comparison of several models or --compare");
  refuse(!sweep.empty() && !baseline.empty(), "--baseline", "--sweep");
  refuse(measures_loading() && (callers > 1 || has_rate || compares_sides || !sweep.empty()), "--phase load",
         "--concurrency, --rate, --sweep or a comparison");
  refuse(measures_loading() && !delay_.empty(), "--phase load", "--add-delay");
  refuse(has_rate && !sleep_.empty(), "--sleep", "--rate");
  if (!has_rate && arrival_ != "constant") throw usage_error("--arrival: needs --rate");
  if (baseline.empty() && !allowed_regression_.empty()) throw usage_error("--fail-on-regression: needs --baseline");
  if (baseline.empty() && allows_different) throw usage_error("--allow-different: needs --baseline");
}

StopSettings BenchFlags::stop_settings() const {
  constexpr double kDefaultMaxSeconds = 10;
  constexpr double kComparisonMaxSeconds = 30;
  constexpr std::size_t kComparisonBlocks = 20;
  constexpr double kDefaultStability = 0.01;
  const bool is_comparison = models.size() > 1 || !compares.empty();
  StopSettings stop;
  if (is_comparison) stop.min_iterations = kComparisonBlocks;
  if (min_iterations_ > 0) stop.min_iterations = min_iterations_;
  if (!min_time_.empty()) stop.min_seconds = parse_seconds(min_time_, "--min-time");
  stop.stability = is_comparison ? equivalence() / 3 : kDefaultStability;
  if (!stability_.empty()) stop.stability = parse_share(stability_, "--stability");
  stop.max_seconds = std::max(is_comparison ? kComparisonMaxSeconds : kDefaultMaxSeconds, 3 * stop.min_seconds);
  if (!max_time_.empty()) stop.max_seconds = parse_seconds(max_time_, "--max-time");
  if (!max_time_.empty() && min_time_.empty()) stop.min_seconds = std::min(stop.min_seconds, stop.max_seconds);
  if (stop.max_seconds < stop.min_seconds) throw usage_error("--max-time: is less than --min-time");
  stop.max_iterations = std::max(stop.max_iterations, stop.min_iterations);
  return stop;
}

MeasureSettings BenchFlags::measure_settings() const {
  MeasureSettings settings;
  settings.stop = stop_settings();
  if (!sleep_.empty()) settings.sleep_seconds = parse_seconds(sleep_, "--sleep");
  if (warm_up_.empty()) return settings;
  settings.warm_up.is_automatic = false;
  if (const auto iterations = to_unsigned(warm_up_)) {
    settings.warm_up.iterations = *iterations;
  } else {
    settings.warm_up.seconds = parse_seconds(warm_up_, "--warmup");
  }
  return settings;
}

std::optional<ArrivalSettings> BenchFlags::arrivals() const {
  constexpr double kMostPerSecond = 1e7;
  if (rate_.empty()) return std::nullopt;
  const auto rate = to_number(rate_);
  if (!rate || !(*rate > 0) || !(*rate <= kMostPerSecond)) {
    throw usage_error(fmt::format("--rate '{}': a number of requests per second above 0 is needed", printable(rate_)));
  }
  return ArrivalSettings{*rate, arrival_ == "poisson" ? ArrivalProcess::kPoisson : ArrivalProcess::kConstant, seed};
}

std::vector<double> BenchFlags::percentiles() const {
  std::vector<double> all = {50, 90, 95, 99};
  for (const std::vector<double>& more : {parse_percentiles(percentiles_), gates.percentiles()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

double BenchFlags::equivalence() const {
  const double share = equivalence_.empty() ? kDefaultEquivalence : parse_share(equivalence_, "--equivalence");
  if (share <= 0) throw usage_error("--equivalence: a percentage above 0 is needed");
  return share;
}

double BenchFlags::allowed_regression() const {
  return allowed_regression_.empty() ? kDefaultRegression : parse_share(allowed_regression_, "--fail-on-regression");
}

std::vector<Variant> BenchFlags::variants() const {
  std::vector<Variant> variants;
  std::set<std::string> labels;
  const auto add = [&](Variant variant) {
    std::string label = variant.label;
    for (int copy = 2; !labels.insert(label).second; ++copy) label = fmt::format("{} ({})", variant.label, copy);
    variant.label = label;
    variants.push_back(std::move(variant));
  };
  const IoMode io = parse_io_mode(io_);
  const Delay delay = delay_.empty() ? Delay{} : parse_delay(delay_, "--add-delay");
  for (const std::string& model : models) {
    const std::string name = std::filesystem::path(model).filename().string();
    add({name.empty() ? model : name, model, session, io, delay});
  }
  const Variant first = variants.front();
  for (const std::string& settings : compares) add(with_settings(first, settings));
  return variants;
}

}  // namespace ortool
