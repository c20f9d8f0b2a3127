#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "ort/error.h"

namespace ortool {

/// The command line makes no sense (exit code 2).
ort::Error usage_error(const std::string& message);

/// A value that was to be fed or compared is bad (exit code 5).
ort::Error input_error(const std::string& message);

/// A limit or memory (exit code 7).
ort::Error limit_error(const std::string& message);

/// "cannot <action> '<path>': <text of error_number>" (exit code 8), such as `file_error("read", path, errno)`.
ort::Error file_error(std::string_view action, const std::filesystem::path& path, int error_number);

}  // namespace ortool
