#include "apps/ortool/run/run_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "apps/ortool/command.h"
#include "apps/ortool/terminal_text.h"
#include "apps/ortool/values/describe.h"

namespace ortool {
namespace {

using nlohmann::ordered_json;

ordered_json value_json(const NamedValue& named) {
  const ort::OrtValue& value = named.value;
  ordered_json json = {{"name", named.name}, {"type", value.data_type()}, {"shape", nullptr}};
  if (value.has_value() && value.is_tensor()) json["shape"] = value.shape();
  return json;
}

ordered_json values_json(const std::vector<NamedValue>& values) {
  ordered_json list = ordered_json::array();
  for (const NamedValue& value : values) list.push_back(value_json(value));
  return list;
}

ordered_json outcome_json(const Outcome& outcome) {
  const Comparison& comparison = outcome.comparison;
  ordered_json json = {
      {"name", outcome.name},          {"passed", comparison.passed},         {"max_abs", comparison.max_abs},
      {"max_rel", comparison.max_rel}, {"mismatches", comparison.mismatches}, {"worst_index", comparison.worst_index}};
  if (!comparison.worst_part.empty()) json["worst_part"] = comparison.worst_part;
  if (!comparison.passed) json["reason"] = comparison.reason;
  return json;
}

std::string outcome_text(const Outcome& outcome) {
  const Comparison& comparison = outcome.comparison;
  const std::string name = printable(outcome.name);
  if (!comparison.passed) return fmt::format("FAIL '{}': {}\n", name, comparison.reason);
  return fmt::format("PASS '{}': max abs {:.3g}, max rel {:.3g}\n", name, comparison.max_abs, comparison.max_rel);
}

}  // namespace

std::string to_text(const RunReport& report) {
  std::string text = fmt::format("{}: loaded in {:.3f} ms, ran in {:.3f} ms on {}\n", printable(report.model),
                                 report.load_ms, report.run_ms, fmt::join(report.providers, ", "));
  for (const NamedValue& input : report.inputs) {
    text += fmt::format("input '{}': {}\n", printable(input.name), type_and_size(input.value));
  }
  for (const NamedValue& output : report.outputs) {
    text +=
        fmt::format("output '{}': {}\n{}", printable(output.name), type_and_size(output.value), describe(output.value));
  }
  for (const Outcome& outcome : report.outcomes) text += outcome_text(outcome);
  return text + to_text(report.gates);
}

ordered_json to_json(const RunReport& report) {
  ordered_json json = {{"schema", "ortool.run/1"},
                       {"model", report.model},
                       {"providers", report.providers},
                       {"load_ms", report.load_ms},
                       {"run_ms", report.run_ms},
                       {"inputs", values_json(report.inputs)},
                       {"outputs", values_json(report.outputs)}};
  if (report.has_expectations) {
    auto& outcomes = json["expect"] = ordered_json::array();
    for (const Outcome& outcome : report.outcomes) outcomes.push_back(outcome_json(outcome));
  }
  if (!report.gates.empty()) json["assertions"] = to_json(report.gates);
  return json;
}

void throw_if_failed(const std::vector<Outcome>& outcomes) {
  const auto failed = [](const Outcome& outcome) { return !outcome.comparison.passed; };
  const auto first = std::ranges::find_if(outcomes, failed);
  if (first == outcomes.end()) return;
  throw CheckFailed(fmt::format("{} of {} outputs are not as expected; '{}': {}",
                                std::ranges::count_if(outcomes, failed), outcomes.size(), printable(first->name),
                                first->comparison.reason));
}

}  // namespace ortool
