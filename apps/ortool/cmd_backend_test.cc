#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <tuple>
#include <vector>

#include "apps/ortool/atomic_file.h"
#include "apps/ortool/command.h"
#include "apps/ortool/conformance/progress_line.h"
#include "apps/ortool/conformance/report_json.h"
#include "apps/ortool/conformance/report_junit.h"
#include "apps/ortool/conformance/report_text.h"
#include "apps/ortool/conformance/run_case.h"
#include "apps/ortool/conformance/stop_signals.h"
#include "apps/ortool/conformance/test_source.h"
#include "apps/ortool/conformance/worker_pool.h"
#include "apps/ortool/interruption.h"
#include "apps/ortool/json_output.h"
#include "apps/ortool/session_flags.h"
#include "apps/ortool/terminal_text.h"
#include "ort/machine.h"

namespace ortool {
namespace {

constexpr int kMostWorkers = 1024;
constexpr std::chrono::seconds kDefaultTimeLimit{120};

struct Arguments {
  std::string path;
  TestSelection selection;
  int workers = 0;
  bool list = false;
  std::string junit;
  std::string json;
  SessionFlags session;
  bool has_threads = false;
};

CaseSettings case_settings(const Arguments& arguments) {
  CaseSettings settings = {arguments.session.session_options(), arguments.session.providers()};
  if (!arguments.has_threads) settings.session.intra_op_num_threads = 1;
  return settings;
}

WorkerPoolOptions pool_options(const Arguments& arguments) {
  WorkerPoolOptions options;
  options.workers = static_cast<std::size_t>(arguments.workers > 0 ? arguments.workers : ort::count_cpus().usable);
  options.time_limit = arguments.session.timeout().value_or(kDefaultTimeLimit);
  return options;
}

/// Adds the results to `finished` as the tests end, so that they are there when a signal ends the run.
void run_tests(const std::vector<TestCase>& tests, const CaseSettings& settings, const WorkerPoolOptions& pool,
               const StopSignals& stop, std::vector<FinishedTest>& finished) {
  ProgressLine progress(tests.size());
  const auto run = [&](std::size_t test) { return run_case(tests[test], settings); };
  const auto note = [&](std::size_t test, const CaseResult& result) {
    finished.push_back({tests[test], result});
    progress.advance(is_broken(result.status));
  };
  run_in_workers(tests.size(), pool, run, note, stop);
}

/// Text to standard output, and the files that are asked for.
void report(std::vector<FinishedTest> finished, const Arguments& arguments) {
  std::sort(finished.begin(), finished.end(), [](const FinishedTest& a, const FinishedTest& b) {
    return std::tie(a.test.suite, a.test.name, a.test.folder) < std::tie(b.test.suite, b.test.name, b.test.folder);
  });
  const TestTotals totals = count_tests(finished);
  if (arguments.json != "-") std::fputs(text_report(finished, totals).c_str(), stdout);
  if (!arguments.json.empty()) write_json(arguments.json, json_report(finished, totals));
  if (!arguments.junit.empty()) write_file(arguments.junit, junit_report(finished));
  if (totals.all.broken() > 0) throw CheckFailed(totals_sentence(totals.all));
}

void check_targets(const Arguments& arguments) {
  if (!arguments.json.empty() && arguments.json != "-") check_writable(arguments.json);
  if (!arguments.junit.empty()) check_writable(arguments.junit);
}

void backend_test(const Arguments& arguments) {
  check_targets(arguments);
  const CaseSettings settings = case_settings(arguments);
  const WorkerPoolOptions pool = pool_options(arguments);
  const StopSignals stop;
  TestSource source(arguments.path, arguments.selection, stop);
  if (arguments.list) {
    for (const TestCase& test : source.tests()) fmt::print("{}\n", printable(test.full_name()));
    return;
  }
  source.unpack(stop);
  std::vector<FinishedTest> finished;
  try {
    run_tests(source.tests(), settings, pool, stop, finished);
  } catch (const Interrupted&) {
    if (arguments.json != "-") std::fputs(text_report(finished, count_tests(finished)).c_str(), stdout);
    throw;
  }
  report(std::move(finished), arguments);
}

void add_selection_flags(CLI::App& command, TestSelection& selection) {
  const auto add = [&](const char* flag, std::vector<std::string>& list, const char* help, const char* type) {
    command.add_option(flag, list, help)->type_name(type)->allow_extra_args(false);
  };
  add("--suite", selection.suites, "only tests of this suite; may be repeated", "NAME");
  add("--filter", selection.filters, "only tests whose name or suite/name matches; may be repeated", "GLOB");
  add("--exclude", selection.excludes, "no tests whose name or suite/name matches; may be repeated", "GLOB");
}

}  // namespace

void add_backend_test(CLI::App& app) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("backend-test", "Runs tests in the form of ONNX's backend test suite.");
  command
      ->add_option("PATH", arguments->path,
                   "a folder tree with tests, or an archive: .tar, .tar.xz, .tar.gz, .zip, .whl")
      ->required();
  add_selection_flags(*command, arguments->selection);
  command->add_option("-j", arguments->workers, "tests at a time, each in a process; 0 (default): one for each CPU")
      ->check(CLI::Range(0, kMostWorkers))
      ->type_name("N");
  command->add_flag("--list", arguments->list, "print the names of the tests and run none");
  command->add_option("--junit", arguments->junit, "write the report as JUnit XML")->type_name("FILE");
  command->add_option("--json", arguments->json, "write the report as JSON, - to standard output")->type_name("FILE");
  arguments->session.add_to(*command);
  command->remove_option(command->get_option("--strict"));
  command->get_option("--threads")->description("threads of one operator, 1 by default; 0: from affinity and quota");
  command->get_option("--timeout")->description("seconds for one test before its process is ended, 120 by default");
  command->footer(
      "Exit codes: 0 no test failed, 1 a test failed, crashed or took too long, 2 no test was found.\n"
      "Tests that ask for an operator, version or type that is missing here are counted as unsupported: they do not\n"
      "pass, but do not make the exit code 1.");
  command->callback([command, arguments] {
    arguments->has_threads = command->count("--threads") > 0;
    backend_test(*arguments);
  });
}

}  // namespace ortool
