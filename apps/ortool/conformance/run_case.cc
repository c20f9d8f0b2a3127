#include "apps/ortool/conformance/run_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>

#include "apps/ortool/conformance/property_check.h"
#include "apps/ortool/file_bytes.h"
#include "apps/ortool/run/test_data.h"
#include "apps/ortool/terminal_text.h"
#include "apps/ortool/values/compare.h"
#include "ort/environment.h"
#include "ort/error.h"
#include "ort/session.h"

namespace ortool {
namespace {

using std::filesystem::path;

constexpr std::size_t kLongestDetail = 8192;
constexpr std::size_t kLongestName = 100;
constexpr std::size_t kMostNames = 400;

/// Why a test failed, where it is not the engine that says so.
class TestFailure : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Judge {
  Tolerance tolerance;
  bool random_outputs = false;

  /// What is wrong with an output; empty when nothing is.
  std::string problem(const ort::OrtValue& actual, const ort::OrtValue& expected) const {
    return random_outputs ? check_random_output(actual, expected) : compare(actual, expected, tolerance).reason;
  }
};

std::vector<path> find_data_sets(const path& folder) {
  std::vector<path> sets;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.is_directory() && is_data_set_name(entry.path().filename().string())) sets.push_back(entry.path());
  }
  if (sets.empty()) throw TestFailure("there is no folder test_data_set_0, so nothing was compared");
  std::sort(sets.begin(), sets.end(), [](const path& a, const path& b) {
    const std::size_t lengths[] = {a.native().size(), b.native().size()};
    return lengths[0] != lengths[1] ? lengths[0] < lengths[1] : a < b;
  });
  return sets;
}

Tolerance read_tolerance(const path& folder) {
  Tolerance tolerance;
  const path file = folder / "data.json";
  if (!std::filesystem::exists(file)) return tolerance;
  const std::vector<std::byte> bytes = read_file(file);
  try {
    const auto* text = reinterpret_cast<const char*>(bytes.data());
    const auto data = nlohmann::json::parse(text, text + bytes.size());
    tolerance.rtol = data.value("rtol", tolerance.rtol);
    tolerance.atol = data.value("atol", tolerance.atol);
  } catch (const nlohmann::json::exception& error) {
    throw TestFailure(fmt::format("data.json cannot be read: {}", error.what()));
  }
  return tolerance;
}

std::string operator_name(const ort::NodePlacement& node) {
  return printable(node.domain.empty() ? node.op_type : node.domain + "::" + node.op_type, kLongestName);
}

std::vector<std::string> first_names(const std::set<std::string>& names) {
  std::vector<std::string> first(names.begin(), names.end());
  if (first.size() > kMostNames) first.resize(kMostNames);
  return first;
}

void note_operators(const ort::ModelSummary& summary, CaseResult& result) {
  std::set<std::string> all;
  std::set<std::string> missing;
  for (const ort::NodePlacement& node : summary.placements) {
    all.insert(operator_name(node));
    if (node.provider.empty()) missing.insert(operator_name(node));
  }
  result.operators = first_names(all);
  result.missing = first_names(missing);
}

void run_data_set(const ort::InferenceSession& session, const path& data_set, const Judge& judge) {
  const auto& inputs = session.get_inputs();
  const Feed feed = load_test_inputs(data_set, inputs);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!feed.contains(inputs[i].name)) throw TestFailure(fmt::format("input_{}.pb is missing", i));
  }
  const std::vector<Expectation> expected = load_test_outputs(data_set, session.get_outputs());
  const std::vector<ort::OrtValue> actual = session.run({}, feed);
  if (actual.size() != expected.size()) {
    throw TestFailure(fmt::format("the run gave {} outputs, {} are expected", actual.size(), expected.size()));
  }
  for (std::size_t i = 0; i < actual.size(); ++i) {
    const std::string problem = judge.problem(actual[i], expected[i].value);
    if (!problem.empty()) throw TestFailure(fmt::format("output {} '{}': {}", i, expected[i].name, problem));
  }
}

void judge_test(const TestCase& test, const CaseSettings& settings, CaseResult& result) {
  const path model = test.folder / "model.onnx";
  if (!std::filesystem::exists(model)) throw TestFailure("model.onnx is missing");
  const std::vector<path> data_sets = find_data_sets(test.folder);
  Judge judge;
  judge.tolerance = read_tolerance(test.folder);
  note_operators(ort::inspect_model(model, settings.session, settings.providers), result);
  judge.random_outputs = has_random_outputs(result.operators);
  const ort::InferenceSession session(model, settings.session, settings.providers);
  for (const path& data_set : data_sets) {
    try {
      run_data_set(session, data_set, judge);
    } catch (const TestFailure& failure) {
      throw TestFailure(fmt::format("{}: {}", data_set.filename().string(), failure.what()));
    }
  }
  result.status = judge.random_outputs ? CaseStatus::kProperty : CaseStatus::kPassed;
}

/// A message with paths below the test's folder, which may be a temporary one, made relative to it.
std::string detail_text(std::string message, const TestCase& test) {
  const std::string prefix = test.folder.string() + "/";
  for (std::size_t at = message.find(prefix); at != std::string::npos; at = message.find(prefix, at)) {
    message.erase(at, prefix.size());
  }
  return printable(message, kLongestDetail);
}

}  // namespace

CaseResult run_case(const TestCase& test, const CaseSettings& settings) {
  const auto start = std::chrono::steady_clock::now();
  CaseResult result;
  try {
    judge_test(test, settings, result);
  } catch (const ort::Error& error) {
    if (error.kind() == ort::ErrorKind::kUnsupported) result.status = CaseStatus::kUnsupported;
    result.detail = detail_text(error.what(), test);
  } catch (const std::exception& error) {
    result.detail = detail_text(error.what(), test);
  }
  if (result.status != CaseStatus::kUnsupported) result.missing.clear();
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

}  // namespace ortool
