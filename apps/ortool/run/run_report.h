#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "apps/ortool/gates/gates.h"
#include "apps/ortool/run/expectation.h"
#include "apps/ortool/run/named_value.h"

namespace ortool {

/// What `ortool run` tells about a run.
struct RunReport {
  std::string model;
  std::vector<std::string> providers;
  double load_ms = 0;
  double run_ms = 0;
  std::vector<NamedValue> inputs;
  std::vector<NamedValue> outputs;
  std::vector<Outcome> outcomes;
  bool has_expectations = false;
  std::vector<GateOutcome> gates;
};

/// For people: times, inputs, outputs with figures, and how the expectations were met.
std::string to_text(const RunReport& report);

/// The JSON object "ortool.run/1" of the contract; NaN and infinite differences become null when written.
nlohmann::ordered_json to_json(const RunReport& report);

/// Throws CheckFailed that names the first output which is not as expected.
void throw_if_failed(const std::vector<Outcome>& outcomes);

}  // namespace ortool
