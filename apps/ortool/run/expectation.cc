#include "apps/ortool/run/expectation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "apps/ortool/errors.h"
#include "apps/ortool/number_text.h"
#include "apps/ortool/suggestion.h"
#include "apps/ortool/terminal_text.h"
#include "apps/ortool/values/input_arguments.h"
#include "apps/ortool/values/npz.h"
#include "apps/ortool/values/npz_arrays.h"
#include "apps/ortool/values/value_source.h"

namespace ortool {
namespace {

using ort::NodeArg;

std::vector<std::string> names_of(std::span<const NodeArg> outputs) {
  std::vector<std::string> names;
  for (const NodeArg& output : outputs) names.push_back(output.name);
  return names;
}

std::string unknown_output(const std::string& name, std::span<const NodeArg> outputs) {
  return fmt::format("the run has no output '{}'{}", printable(name), did_you_mean(name, names_of(outputs)));
}

const NodeArg& find_output(const std::string& name, std::span<const NodeArg> outputs) {
  const auto found = std::ranges::find(outputs, name, &NodeArg::name);
  if (found == outputs.end()) throw input_error("--expect: " + unknown_output(name, outputs));
  return *found;
}

void append_archive(std::vector<Expectation>& expectations, const std::string& path, std::span<const NodeArg> outputs) {
  std::map<std::string, ort::OrtValue> arrays = read_npz(path).arrays;
  for (const NodeArg& output : outputs) {
    if (auto value = take_value(arrays, output.name, output.type)) expectations.push_back({output.name, *value});
  }
  if (!arrays.empty()) find_output(arrays.begin()->first, outputs);
}

/// Sets one member of the tolerances from arguments X and NAME=X.
void apply(std::map<std::string, Tolerance>& tolerances, std::span<const std::string> arguments, std::string_view flag,
           double Tolerance::*member, std::span<const NodeArg> outputs) {
  std::map<std::string, double> named;
  for (const std::string& argument : arguments) {
    const std::size_t equals = argument.rfind('=');
    const std::string name = equals == std::string::npos ? "" : argument.substr(0, equals);
    const auto number = to_number(argument.substr(equals == std::string::npos ? 0 : equals + 1));
    if (!number || !(*number >= 0) || !std::isfinite(*number)) {
      throw usage_error(fmt::format("{} '{}': X or NAME=X with a number from 0 on", flag, printable(argument)));
    }
    if (equals == std::string::npos) {
      for (auto& [output, tolerance] : tolerances) tolerance.*member = *number;
    } else if (tolerances.contains(name)) {
      named[name] = *number;
    } else {
      throw usage_error(fmt::format("{}: {}", flag, unknown_output(name, outputs)));
    }
  }
  for (const auto& [name, number] : named) tolerances.at(name).*member = number;
}

}  // namespace

std::vector<Expectation> load_expectations(std::span<const std::string> arguments, std::span<const NodeArg> outputs) {
  std::vector<Expectation> expectations;
  const std::vector<std::string> names = names_of(outputs);
  for (const std::string& argument : arguments) {
    const std::size_t length = name_length(argument, names);
    if (length != std::string::npos) {
      const NodeArg& output = find_output(argument.substr(0, length), outputs);
      expectations.push_back({output.name, load_value(std::string_view(argument).substr(length + 1), output)});
    } else if (argument.ends_with(".npz")) {
      append_archive(expectations, argument, outputs);
    } else {
      throw usage_error(fmt::format("--expect '{}': NAME=FILE or FILE.npz is needed", printable(argument)));
    }
  }
  std::set<std::string> seen;
  for (const Expectation& expectation : expectations) {
    if (seen.insert(expectation.name).second) continue;
    throw input_error(fmt::format("--expect: output '{}' is given twice", printable(expectation.name)));
  }
  return expectations;
}

std::map<std::string, Tolerance> ToleranceFlags::by_output(std::span<const NodeArg> outputs) const {
  std::map<std::string, Tolerance> tolerances;
  for (const NodeArg& output : outputs) tolerances[output.name] = Tolerance{};
  apply(tolerances, rtol, "--rtol", &Tolerance::rtol, outputs);
  apply(tolerances, atol, "--atol", &Tolerance::atol, outputs);
  return tolerances;
}

}  // namespace ortool
