#pragma once

#include <nlohmann/json_fwd.hpp>

#include "profiler/trace.h"

namespace ort::profiler {

/// The plan that the arguments of a `memory_plan` event describe; what is missing there stays 0 or empty.
TracedPlan read_plan_event(const nlohmann::json& args);

}  // namespace ort::profiler
