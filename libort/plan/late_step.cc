#include "libort/plan/special_steps.h"
#include "libort/runtime/evaluate.h"

namespace ort {

Step make_late_step(const BoundNode& bound) {
  Step step;
  step.run = [&bound](const RunContext& run) { plan_and_run(*bound.node, *bound.schema, *bound.kernel, run); };
  step.variant = "late";
  return step;
}

}  // namespace ort
