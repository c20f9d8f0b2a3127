#include "apps/ortool/gates/gates.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "apps/ortool/atomic_file.h"
#include "apps/ortool/command.h"
#include "apps/ortool/errors.h"
#include "apps/ortool/junit_document.h"
#include "apps/ortool/number_text.h"
#include "apps/ortool/suggestion.h"
#include "apps/ortool/terminal_text.h"

namespace ortool {
namespace {

/// The N of "pN"; nothing for other names.
std::optional<double> percentile_in(const std::string& metric) {
  constexpr double kMost = 100;
  if (!metric.starts_with('p')) return std::nullopt;
  const auto number = to_number(std::string_view(metric).substr(1));
  return number && *number >= 0 && *number <= kMost ? number : std::nullopt;
}

ort::Error unknown_metric(const Assertion& assertion, const std::vector<std::string>& known) {
  const std::string label = metric_label(assertion.metric, assertion.argument);
  return usage_error(fmt::format("--assert '{}': there is no metric '{}'{}; there are: {}", printable(assertion.text),
                                 printable(label), did_you_mean(label, known), fmt::join(known, ", ")));
}

std::string outcome_text(const GateOutcome& outcome) {
  return fmt::format("{}: {}", printable(outcome.assertion.text), value_text(outcome.metric));
}

}  // namespace

void Gates::add_to(CLI::App& command, const std::string& examples) {
  const std::string group = "Gates";
  command
      .add_option("--assert", assertions_,
                  fmt::format("exit code 1 unless it holds, such as {}; see 'ortool help gates'", examples))
      ->type_name("METRIC<N")
      ->allow_extra_args(false)
      ->group(group);
  command.add_option("--junit", junit_, "write the outcomes of --assert as JUnit XML")->type_name("FILE")->group(group);
}

void Gates::check(std::span<const std::string> known) const {
  if (!junit_.empty()) {
    if (empty()) throw usage_error("--junit: there is nothing to write without --assert");
    check_writable(junit_);
  }
  const bool has_percentiles = std::ranges::find(known, "pN") != known.end();
  for (const std::string& text : assertions_) {
    const Assertion assertion = parse_assertion(text);
    if (has_percentiles && percentile_in(assertion.metric)) continue;
    if (std::ranges::find(known, assertion.metric) != known.end()) continue;
    throw unknown_metric(assertion, {known.begin(), known.end()});
  }
}

std::vector<double> Gates::percentiles() const {
  std::vector<double> found;
  for (const std::string& text : assertions_) {
    if (const auto percentile = percentile_in(parse_assertion(text).metric)) found.push_back(*percentile);
  }
  return found;
}

std::vector<GateOutcome> Gates::evaluate(const Metrics& metrics) const {
  std::vector<GateOutcome> outcomes;
  for (const std::string& text : assertions_) {
    GateOutcome outcome{parse_assertion(text), {}, false};
    const Metric* metric = metrics.find(outcome.assertion.metric, outcome.assertion.argument);
    if (metric == nullptr) {
      std::vector<std::string> known;
      for (const Metric& offered : metrics.all())
        known.push_back(printable(metric_label(offered.name, offered.argument)));
      throw unknown_metric(outcome.assertion, known);
    }
    outcome.metric = *metric;
    outcome.passed = holds(outcome.assertion, *metric);
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

void Gates::write_junit(const std::string& suite, const std::vector<GateOutcome>& outcomes) const {
  if (junit_.empty()) return;
  std::vector<JunitCase> cases;
  for (const GateOutcome& outcome : outcomes) {
    JunitCase test;
    test.suite = suite;
    test.name = outcome.assertion.text;
    test.outcome = outcome.passed ? JunitCase::Outcome::kPassed : JunitCase::Outcome::kFailed;
    test.type = "assertion";
    test.message = outcome_text(outcome);
    cases.push_back(std::move(test));
  }
  write_file(junit_, junit_document(suite, cases));
}

std::string to_text(const std::vector<GateOutcome>& outcomes) {
  std::string text;
  for (const GateOutcome& outcome : outcomes) {
    text += fmt::format("{} {}\n", outcome.passed ? "PASS" : "FAIL", outcome_text(outcome));
  }
  return text;
}

nlohmann::ordered_json to_json(const std::vector<GateOutcome>& outcomes) {
  constexpr double kMillisecondsPerSecond = 1e3;
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const GateOutcome& outcome : outcomes) {
    nlohmann::ordered_json json = {{"assertion", outcome.assertion.text},
                                   {"metric", metric_label(outcome.metric.name, outcome.metric.argument)}};
    if (const auto* word = std::get_if<std::string>(&outcome.metric.value)) {
      json["value"] = *word;
    } else {
      const Quantity value = std::get<Quantity>(outcome.metric.value);
      json["value"] = value.unit == Unit::kTime ? value.value * kMillisecondsPerSecond : value.value;
      if (value.unit == Unit::kTime) json["unit"] = "ms";
      if (value.unit == Unit::kBytes) json["unit"] = "B";
      if (value.unit == Unit::kPercent) json["unit"] = "%";
    }
    json["passed"] = outcome.passed;
    list.push_back(std::move(json));
  }
  return list;
}

void throw_if_failed(const std::vector<GateOutcome>& outcomes) {
  std::vector<std::string> failed;
  for (const GateOutcome& outcome : outcomes) {
    if (!outcome.passed) failed.push_back(outcome_text(outcome));
  }
  if (failed.empty()) return;
  throw CheckFailed(
      fmt::format("{} of {} assertions do not hold: {}", failed.size(), outcomes.size(), fmt::join(failed, "; ")));
}

}  // namespace ortool
