#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace ort::profiler {

/// A profile (schema "ortool.profile/1") as one HTML page in UTF-8 that works offline, from a file, and fetches
/// nothing. The profile stands in it as JSON, whole; what the profile lacks, the page leaves out. Bytes that are not
/// UTF-8 become U+FFFD. Throws ort::Error (InvalidArgument) if `profile` is no object of that schema.
std::string profile_html(const nlohmann::ordered_json& profile);

}  // namespace ort::profiler
