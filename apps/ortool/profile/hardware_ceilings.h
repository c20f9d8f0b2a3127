#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "profiler/trace.h"

namespace ortool {

/// The object "ortool.hardware/1" in the file of --hw. Throws ort::Error: file when it cannot be read, input when it is
/// no JSON (with the byte).
nlohmann::ordered_json read_hardware(const std::string& path);

/// What 'ortool check-backend --hw' measured here earlier for as many threads as the session of a trace had, if that
/// session ran on such a machine with the instruction set that is in use now; `is_from_here`: it ran in this process.
std::optional<nlohmann::ordered_json> known_hardware(const ort::profiler::TracedSession& session, bool is_from_here);

}  // namespace ortool
