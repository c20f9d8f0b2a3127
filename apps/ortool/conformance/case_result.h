#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ortool {

/// What became of a test.
enum class CaseStatus {
  kPassed,       ///< every output of every data set agrees with the expected one
  kProperty,     ///< the outputs are random by definition, and have the property that can be checked
  kFailed,       ///< an output differs, a file is missing, or the engine reported an error
  kUnsupported,  ///< the model asks for an operator, version or type that is missing here
  kCrashed,      ///< the process that ran it died
  kTimeout,      ///< it took longer than allowed
};

/// "passed", "property", "failed", "unsupported", "crashed", "timeout".
std::string_view case_status_name(CaseStatus status);

/// True for the ends that make the exit code 1: failed, crashed, timeout.
bool is_broken(CaseStatus status);

struct CaseResult {
  CaseStatus status = CaseStatus::kFailed;
  double seconds = 0;
  std::string detail;                  ///< why it did not pass, one line safe for a terminal; empty when it passed
  std::vector<std::string> operators;  ///< operator types of the model, each once: "Conv", "ai.onnx.ml::Scaler"
  std::vector<std::string> missing;    ///< those that no provider takes
};

/// The result as text for another process, and back.
std::string to_message(const CaseResult& result);
/// Throws std::exception for text that `to_message` did not make.
CaseResult from_message(std::string_view message);

}  // namespace ortool
