#include "providers/portable/axis_lines.h"

namespace ort::portable {

AxisLines softmax_lines(const PlanContext& context) {
  constexpr int kAlongOneAxis = 13;
  const Shape& shape = context.input_shape(0);
  const int rank = shape.rank();
  const auto axis = context.node().attribute<int64_t>("axis");
  if (context.node().since_version < kAlongOneAxis) {
    return lines_from(shape, axis == rank ? rank : normalize_axis(axis, rank));
  }
  return rank == 0 ? AxisLines{} : lines_along(shape, normalize_axis(axis, rank));
}

}  // namespace ort::portable
