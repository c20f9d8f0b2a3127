#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "apps/ortool/machine.h"

namespace ortool {

/// What libort finds on this machine: processor, memory, limits, providers with the reason where one is not there,
/// versions. For a reader, and as a JSON object of the schema "ortool.check-backend/1".
std::string machine_text(const Machine& machine);
nlohmann::ordered_json machine_json(const Machine& machine);

}  // namespace ortool
