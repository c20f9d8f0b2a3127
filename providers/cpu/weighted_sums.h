#pragma once

#include <vector>

#include "libort/runtime/kernel.h"
#include "providers/portable/resize_weights.h"

namespace ort::cpu {

/// Step that makes output 0 from input 0 by weighted sums along one axis after the other, for numeric, bool and complex
/// types. float16 and bfloat16 compute in float, integers in double, truncated towards zero and saturated at the end.
/// `axes` has one entry for each axis; the output has elements. Positions outside become `extrapolation`.
Step weighted_sums_step(const PlanContext& context, const std::vector<portable::AxisWeights>& axes,
                        float extrapolation);

}  // namespace ort::cpu
