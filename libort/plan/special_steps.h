#pragma once

#include "libort/plan/plan.h"

namespace ort {

/// Copies a value, between a device and the CPU or within one of them; its size may be known late (`known` false). With
/// `waits` a result in CPU memory is there when the step ends, else after the stream was synchronised.
Step make_copy_step(bool known, bool waits);

/// Infers, plans and runs a node with the values that it finds: for shapes that only the run knows.
Step make_late_step(const BoundNode& bound);

}  // namespace ort
