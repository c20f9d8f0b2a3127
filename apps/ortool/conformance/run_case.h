#pragma once

#include <vector>

#include "apps/ortool/conformance/case_result.h"
#include "apps/ortool/conformance/test_case.h"
#include "ort/options.h"

namespace ortool {

/// How the sessions of the tests are made.
struct CaseSettings {
  ort::SessionOptions session;
  std::vector<ort::ProviderSpec> providers;
};

/// Runs a test by the rules of ONNX's official runner: `input_K.pb` is fed to the K-th graph input that is no
/// initializer, every output is compared with `output_K.pb` in type, shape and values (rtol 1e-3, atol 1e-7, or what
/// `data.json` beside the model says), in every data set. More is asked than there: a file that is missing or too many
/// fails the test, sequences must be of equal length.
/// Never throws: an error is the result. Its time is measured from loading to the last comparison.
CaseResult run_case(const TestCase& test, const CaseSettings& settings);

}  // namespace ortool
