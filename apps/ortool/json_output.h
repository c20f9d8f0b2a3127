#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace ortool {

/// Writes one JSON object, indented, to the file `target` (whole or not at all), or to standard output where `target`
/// is "-". NaN and infinities become null, bytes that are no UTF-8 the replacement character.
/// Throws ort::Error (file).
void write_json(const std::string& target, const nlohmann::ordered_json& document);

}  // namespace ortool
