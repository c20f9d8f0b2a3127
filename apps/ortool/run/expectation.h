#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "apps/ortool/values/compare.h"
#include "ort/session.h"
#include "ort/value.h"

namespace ortool {

/// What an output is to be.
struct Expectation {
  std::string name;
  ort::OrtValue value;
};

/// How a run met an expectation.
struct Outcome {
  std::string name;
  Comparison comparison;
};

/// The expectations of the arguments of `--expect`: NAME=FILE (any form of an input value) or FILE.npz with arrays
/// named as `to_arrays` names them. Throws ort::Error: usage for another form, input for an unknown output (with a
/// suggestion) or one that is given twice, and what `load_value` and `read_npz` throw.
std::vector<Expectation> load_expectations(std::span<const std::string> arguments,
                                           std::span<const ort::NodeArg> outputs);

/// --rtol and --atol: X for all outputs, NAME=X for one.
class ToleranceFlags {
 public:
  std::vector<std::string> rtol;
  std::vector<std::string> atol;

  /// Throws ort::Error (usage) for a value that is no number from 0 on, and for a name that is none of `outputs`.
  std::map<std::string, Tolerance> by_output(std::span<const ort::NodeArg> outputs) const;
};

}  // namespace ortool
