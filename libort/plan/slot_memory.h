#pragma once

#include "libort/plan/plan.h"

namespace ort {

/// For each slot the position of the last instruction that touches it; requested outputs live past the end.
std::vector<std::size_t> last_touches(const Plan& plan);

/// Tells every instruction which late slots nobody reads after it.
void release_late_slots(Plan& plan);

/// Gives every arena slot and every workspace its offset: views and in-place results share the memory of their input
/// where the kernel offers it and nobody else needs it.
void place_slots(Plan& plan, const PlanOptions& options);

}  // namespace ort
