#pragma once

#include "libort/plan/plan.h"
#include "ort/memory_plan.h"

namespace ort {

/// What a plan says about memory: who lies where and when, how much is in use while each node runs, and which results
/// could have taken the memory of an input but for a reason.
MemoryPlan memory_usage(const Plan& plan);

}  // namespace ort
