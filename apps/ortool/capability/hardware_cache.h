#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>

namespace ortool {

// Objects of the schema "ortool.hardware/1" (see hardware_report.h) for this CPU, the instruction set that kernels may
// use now, and a number of threads; 0: as many as a session takes by default.

/// Where the measurement is kept: hardware-<cpu>-<isa>-<threads>.json in the folder libort of $XDG_CACHE_HOME, or of
/// ~/.cache. Empty when neither is known.
std::filesystem::path hardware_cache_path(int threads);

/// An earlier measurement; nothing when there is none, or a file that is none.
std::optional<nlohmann::ordered_json> cached_hardware(int threads);

/// Measures, for three seconds or so, and keeps the result unless others disturbed it; a notice tells where that fails.
nlohmann::ordered_json measure_hardware(int threads);

/// The earlier measurement, or a new one.
nlohmann::ordered_json hardware(int threads);

}  // namespace ortool
