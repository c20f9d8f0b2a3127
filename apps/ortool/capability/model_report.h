#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "apps/ortool/capability/model_check.h"

namespace ortool {

/// What a model consists of, where its nodes would run or why they would not, and what the optimizer makes of it: for a
/// reader (`with_nodes`: node by node too), and as a JSON object of the schema "ortool.check-backend/1".
std::string model_text(const ModelCheck& check, bool with_nodes);
nlohmann::ordered_json model_json(const ModelCheck& check);

/// "2 of 40 nodes have no provider: Foo (1), com.example::Bar (1)"
std::string missing_operators_sentence(const ort::ModelSummary& summary);

}  // namespace ortool
