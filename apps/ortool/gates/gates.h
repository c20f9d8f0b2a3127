#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "apps/ortool/gates/assertion.h"
#include "apps/ortool/gates/metrics.h"

namespace CLI {
class App;
}

namespace ortool {

/// How an assertion ended.
struct GateOutcome {
  Assertion assertion;
  Metric metric;
  bool passed = false;
};

/// --assert and --junit of a command: conditions on what it measured.
class Gates {
 public:
  /// `examples` stands in the help, such as "'p95<12ms'".
  void add_to(CLI::App& command, const std::string& examples);

  /// For a check before long work: throws ort::Error (usage) for an assertion that cannot be read or whose metric is
  /// none of `known` (names without arguments; "pN" allows any percentile), and ort::Error (file) for a JUnit file that
  /// cannot be written.
  void check(std::span<const std::string> known) const;

  /// The percentiles N that assertions ask for as pN.
  std::vector<double> percentiles() const;

  /// All assertions against the metrics. Throws ort::Error (usage) for a metric that is not there, with those that are.
  std::vector<GateOutcome> evaluate(const Metrics& metrics) const;

  /// Writes the JUnit file, if one is asked for. Throws ort::Error (file).
  void write_junit(const std::string& suite, const std::vector<GateOutcome>& outcomes) const;

  bool empty() const { return assertions_.empty(); }

 private:
  std::vector<std::string> assertions_;
  std::string junit_;
};

/// "PASS p95<12ms: 9.7 ms", one line for each.
std::string to_text(const std::vector<GateOutcome>& outcomes);

/// [{"assertion", "metric", "value", "unit", "passed"}]: times in milliseconds, bytes in bytes; a text as it is.
nlohmann::ordered_json to_json(const std::vector<GateOutcome>& outcomes);

/// Throws CheckFailed that names the assertions which do not hold.
void throw_if_failed(const std::vector<GateOutcome>& outcomes);

}  // namespace ortool
