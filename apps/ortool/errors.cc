#include "apps/ortool/errors.h"

#include <fmt/format.h>

#include <system_error>

namespace ortool {

ort::Error usage_error(const std::string& message) {
  return {ort::ErrorCode::kInvalidArgument, ort::ErrorKind::kUsage, message};
}

ort::Error input_error(const std::string& message) {
  return {ort::ErrorCode::kInvalidArgument, ort::ErrorKind::kInput, message};
}

ort::Error limit_error(const std::string& message) { return {ort::ErrorCode::kFail, ort::ErrorKind::kLimit, message}; }

ort::Error file_error(std::string_view action, const std::filesystem::path& path, int error_number) {
  const auto code = error_number == ENOENT ? ort::ErrorCode::kNoSuchFile : ort::ErrorCode::kFail;
  const std::string reason = std::generic_category().message(error_number);
  return {code, ort::ErrorKind::kFile, fmt::format("cannot {} '{}': {}", action, path.string(), reason)};
}

}  // namespace ortool
