#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "ort/environment.h"

namespace ortool {

/// The operators of a build with versions, provider and types: as a table, and as a JSON object of the schema
/// "ortool.check-backend/1".
std::string operators_text(const std::vector<ort::OperatorSupport>& operators);
nlohmann::ordered_json operators_json(const std::vector<ort::OperatorSupport>& operators);

}  // namespace ortool
