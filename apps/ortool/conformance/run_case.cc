#include "apps/ortool/conformance/run_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

#include "apps/ortool/conformance/property_check.h"
#include "apps/ortool/file_bytes.h"
#include "apps/ortool/terminal_text.h"
#include "apps/ortool/values/compare.h"
#include "ort/environment.h"
#include "ort/error.h"
#include "ort/onnx_data.h"
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

/// Reads `<kind>_<position>.pb` as `type`.
ort::OrtValue read_value(const path& data_set, std::string_view kind, std::size_t position, std::string_view type) {
  const std::string name = fmt::format("{}_{}.pb", kind, position);
  if (!std::filesystem::exists(data_set / name)) throw TestFailure(fmt::format("{} is missing", name));
  try {
    return ort::parse_onnx_data(read_file(data_set / name), type);
  } catch (const ort::Error& error) {
    throw TestFailure(fmt::format("{}: {}", name, error.what()));
  }
}

void require_no_more(const path& data_set, std::string_view kind, std::size_t count) {
  const std::string name = fmt::format("{}_{}.pb", kind, count);
  if (!std::filesystem::exists(data_set / name)) return;
  throw TestFailure(fmt::format("{} is there, but the model has only {} {}s", name, count, kind));
}

void run_data_set(const ort::InferenceSession& session, const path& data_set, const Judge& judge) {
  std::map<std::string, ort::OrtValue> feed;
  const auto& inputs = session.get_inputs();
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    feed.emplace(inputs[i].name, read_value(data_set, "input", i, inputs[i].type));
  }
  require_no_more(data_set, "input", inputs.size());
  const std::vector<ort::OrtValue> actual = session.run({}, feed);
  const auto& outputs = session.get_outputs();
  if (actual.size() != outputs.size()) {
    throw TestFailure(fmt::format("the run gave {} outputs, the model has {}", actual.size(), outputs.size()));
  }
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const ort::OrtValue expected = read_value(data_set, "output", i, outputs[i].type);
    const std::string problem = judge.problem(actual[i], expected);
    if (!problem.empty()) throw TestFailure(fmt::format("output {} '{}': {}", i, outputs[i].name, problem));
  }
  require_no_more(data_set, "output", outputs.size());
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

}  // namespace

CaseResult run_case(const TestCase& test, const CaseSettings& settings) {
  const auto start = std::chrono::steady_clock::now();
  CaseResult result;
  try {
    judge_test(test, settings, result);
  } catch (const ort::Error& error) {
    if (error.kind() == ort::ErrorKind::kUnsupported) result.status = CaseStatus::kUnsupported;
    result.detail = printable(error.what(), kLongestDetail);
  } catch (const std::exception& error) {
    result.detail = printable(error.what(), kLongestDetail);
  }
  if (result.status != CaseStatus::kUnsupported) result.missing.clear();
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

}  // namespace ortool
