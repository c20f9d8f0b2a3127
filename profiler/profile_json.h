#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "profiler/profile.h"

namespace ort::profiler {

/// The object "ortool.profile/1"; profiler/README.md has all of its members. What is not known is absent.
nlohmann::ordered_json to_json(const Profile& profile);

/// The nodes as comma-separated values (RFC 4180) with a line of names.
std::string nodes_csv(const Profile& profile);

}  // namespace ort::profiler
