#pragma once

#include "libort/plan/plan.h"

namespace ort {

/// Copies a value, between devices or in CPU memory; its size may be known late (`known` false).
Step make_copy_step(bool known);

/// Infers, plans and runs a node with the values that it finds: for shapes that only the run knows.
Step make_late_step(const BoundNode& bound);

}  // namespace ort
