#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace ortool {

/// The object "ortool.hardware/1" in a file. Throws ort::Error: file when it cannot be read, input when it is no JSON
/// (with the byte).
nlohmann::ordered_json read_hardware(const std::string& path);

}  // namespace ortool
