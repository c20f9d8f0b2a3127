#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace ort {

/// ONNX Runtime's status codes, with its numbers.
enum class ErrorCode : int {
  kOk = 0,
  kFail = 1,
  kInvalidArgument = 2,
  kNoSuchFile = 3,
  kNoModel = 4,
  kEngineError = 5,
  kRuntimeException = 6,
  kInvalidProtobuf = 7,
  kModelLoaded = 8,
  kNotImplemented = 9,
  kInvalidGraph = 10,
  kEpFail = 11,
};

/// What went wrong from the user's point of view. The number is the exit code of ortool.
enum class ErrorKind : int {
  kInternal = 1,     ///< a mistake of ours
  kUsage = 2,        ///< the caller asked for something that makes no sense
  kModel = 3,        ///< the model is invalid
  kUnsupported = 4,  ///< the model asks for an operator, version, type or opset that is missing here
  kInput = 5,        ///< an input of a run is bad
  kNode = 6,         ///< a node failed while it ran
  kLimit = 7,        ///< a limit was reached or memory ran out
  kFile = 8,         ///< a file is missing or cannot be read or written
  kProvider = 9,     ///< an execution provider or a device is missing or failed
  kTimeout = 124,    ///< the run was terminated
};

/// "INVALID_ARGUMENT", "NO_SUCHFILE", ...: the names of ONNX Runtime's status codes.
std::string_view error_code_name(ErrorCode code);

/// Every failure of libort. `what()` is the message alone, as in ONNX Runtime's C++ API.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, ErrorKind kind, const std::string& message)
      : std::runtime_error(message), code_(code), kind_(kind) {}

  ErrorCode code() const { return code_; }
  ErrorKind kind() const { return kind_; }

  /// Stable short id for messages and scripts: a letter for the kind and the number of the code, such as "M10".
  std::string id() const;

  /// "[ONNXRuntimeError] : 2 : INVALID_ARGUMENT : message", as ONNX Runtime's Status prints.
  std::string to_string() const;

 private:
  ErrorCode code_;
  ErrorKind kind_;
};

}  // namespace ort
