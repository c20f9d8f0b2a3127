#pragma once

#include <map>
#include <string>
#include <vector>

#include "ort/session.h"

namespace ortool {

using Counts = std::map<std::string, int>;

/// "Conv", or "com.example::Foo" outside of ai.onnx.
std::string operator_name(const ort::NodePlacement& node);

/// How many nodes there are of each operator.
Counts count_operators(const std::vector<ort::NodePlacement>& nodes);
/// Of those that no provider takes.
Counts count_missing_operators(const std::vector<ort::NodePlacement>& nodes);
/// How many nodes each provider takes.
Counts count_providers(const std::vector<ort::NodePlacement>& nodes);

}  // namespace ortool
