#pragma once

#include <cstdint>

#include "libort/core/shape.h"
#include "libort/runtime/kernel.h"

namespace ort::portable {

/// A tensor as [outer, length, inner]: lines of `length` elements along one axis, which are `inner` elements apart.
struct AxisLines {
  int64_t outer = 1;
  int64_t length = 1;
  int64_t inner = 1;
};

/// Lines along axis `axis` in [0, rank).
inline AxisLines lines_along(const Shape& shape, int axis) {
  return {shape.elements(0, axis), shape[axis], shape.elements(axis + 1, shape.rank())};
}

/// The dimensions from `axis` in [0, rank] on as one line.
inline AxisLines lines_from(const Shape& shape, int axis) {
  return {shape.elements(0, axis), shape.elements(axis, shape.rank()), 1};
}

/// What Softmax, LogSoftmax and Hardmax look at together in input 0: the lines along attribute `axis`, before version
/// 13 everything from that axis on.
AxisLines softmax_lines(const PlanContext& context);

}  // namespace ort::portable
