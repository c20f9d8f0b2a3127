#include "ort/error.h"

namespace ort {
namespace {

char kind_letter(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kInternal:
      return 'X';
    case ErrorKind::kUsage:
      return 'U';
    case ErrorKind::kModel:
      return 'M';
    case ErrorKind::kUnsupported:
      return 'S';
    case ErrorKind::kInput:
      return 'D';
    case ErrorKind::kNode:
      return 'N';
    case ErrorKind::kLimit:
      return 'L';
    case ErrorKind::kFile:
      return 'F';
    case ErrorKind::kProvider:
      return 'P';
    case ErrorKind::kTimeout:
      return 'T';
  }
  return 'X';
}

}  // namespace

std::string_view error_code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::kOk:
      return "SUCCESS";
    case ErrorCode::kFail:
      return "FAIL";
    case ErrorCode::kInvalidArgument:
      return "INVALID_ARGUMENT";
    case ErrorCode::kNoSuchFile:
      return "NO_SUCHFILE";
    case ErrorCode::kNoModel:
      return "NO_MODEL";
    case ErrorCode::kEngineError:
      return "ENGINE_ERROR";
    case ErrorCode::kRuntimeException:
      return "RUNTIME_EXCEPTION";
    case ErrorCode::kInvalidProtobuf:
      return "INVALID_PROTOBUF";
    case ErrorCode::kModelLoaded:
      return "MODEL_LOADED";
    case ErrorCode::kNotImplemented:
      return "NOT_IMPLEMENTED";
    case ErrorCode::kInvalidGraph:
      return "INVALID_GRAPH";
    case ErrorCode::kEpFail:
      return "EP_FAIL";
  }
  return "GENERAL ERROR";
}

std::string Error::id() const { return kind_letter(kind_) + std::to_string(static_cast<int>(code_)); }

std::string Error::to_string() const {
  std::string text = "[ONNXRuntimeError] : " + std::to_string(static_cast<int>(code_)) + " : ";
  text += error_code_name(code_);
  text += " : ";
  text += what();
  return text;
}

}  // namespace ort
