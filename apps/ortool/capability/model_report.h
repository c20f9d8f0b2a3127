#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "ort/environment.h"

namespace ortool {

/// What a model consists of and where each node would run or why it would not: for a reader, and as a JSON object of
/// the schema "ortool.check-backend/1". `model` is the name that the user gave.
std::string model_text(const std::string& model, const ort::ModelSummary& summary);
nlohmann::ordered_json model_json(const std::string& model, const ort::ModelSummary& summary);

/// "2 of 40 nodes have no provider: Foo (1), com.example::Bar (1)"
std::string missing_operators_sentence(const ort::ModelSummary& summary);

}  // namespace ortool
