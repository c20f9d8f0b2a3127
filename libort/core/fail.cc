#include "libort/core/fail.h"

namespace ort {

void fail_model(const std::string& message) { throw Error(ErrorCode::kInvalidGraph, ErrorKind::kModel, message); }

void fail_protobuf(const std::string& message) { throw Error(ErrorCode::kInvalidProtobuf, ErrorKind::kModel, message); }

void fail_unsupported(const std::string& message) {
  throw Error(ErrorCode::kNotImplemented, ErrorKind::kUnsupported, message);
}

void fail_input(const std::string& message) { throw Error(ErrorCode::kInvalidArgument, ErrorKind::kInput, message); }

void fail_usage(const std::string& message) { throw Error(ErrorCode::kInvalidArgument, ErrorKind::kUsage, message); }

void fail_limit(const std::string& message) { throw Error(ErrorCode::kFail, ErrorKind::kLimit, message); }

void fail_file(const std::string& message) { throw Error(ErrorCode::kNoSuchFile, ErrorKind::kFile, message); }

void fail_provider(const std::string& message) { throw Error(ErrorCode::kEpFail, ErrorKind::kProvider, message); }

void fail_node(const std::string& message) { throw Error(ErrorCode::kFail, ErrorKind::kNode, message); }

}  // namespace ort
