#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/ortool/bench/arrivals.h"
#include "apps/ortool/bench/measurement.h"
#include "apps/ortool/bench/variant.h"
#include "apps/ortool/gates/gates.h"
#include "apps/ortool/run/expectation.h"
#include "apps/ortool/session_flags.h"

namespace CLI {
class App;
}

namespace ortool {

/// The command line of `ortool bench`. The accessors throw ort::Error (usage) for values that make no sense.
class BenchFlags {
 public:
  void add_to(CLI::App& command);

  /// Finds all that is wrong without a model. Throws ort::Error (usage, file).
  void check() const;

  std::vector<std::string> models;
  std::vector<std::string> inputs;
  std::string test_data;
  std::vector<std::string> expectations;
  ToleranceFlags tolerances;
  SessionFlags session;
  Gates gates;
  std::string json;
  std::string csv;
  std::string markdown;
  std::string baseline;
  bool allows_different = false;
  std::vector<std::string> compares;
  std::string sweep;
  uint64_t seed = 0;
  int callers = 1;

  bool measures_loading() const { return phase_ == "load"; }
  MeasureSettings measure_settings() const;
  std::optional<ArrivalSettings> arrivals() const;

  /// Asked for by --percentiles and by assertions, with those that every report has.
  std::vector<double> percentiles() const;

  double equivalence() const;
  /// --fail-on-regression as a share.
  double allowed_regression() const;

  /// The models with the settings as given, then the first model with those of each --compare.
  std::vector<Variant> variants() const;

 private:
  StopSettings stop_settings() const;

  std::string warm_up_;
  std::string min_time_;
  std::string max_time_;
  std::size_t min_iterations_ = 0;
  std::string stability_;
  std::string percentiles_;
  std::string rate_;
  std::string arrival_ = "constant";
  std::string phase_ = "run";
  std::string io_ = "host";
  std::string sleep_;
  std::string delay_;
  std::string equivalence_;
  std::string allowed_regression_;
};

}  // namespace ortool
