#pragma once

#include <cstdint>

#include "libort/core/shape.h"
#include "providers/cpu/odometer.h"

namespace ort::cpu {

/// How GatherElements and ScatterElements pair elements of the indices with those of the data: the same coordinates,
/// except that the index takes the place of the one along `axis`. The indices may end before the data does in the other
/// dimensions. All elements of the indices that differ along the axis alone are a line.
struct AxisIndices {
  int64_t extent = 1;    ///< of the data along the axis
  int64_t step = 1;      ///< elements of the data between neighbours along the axis
  int64_t length = 1;    ///< of a line
  int64_t inner = 1;     ///< elements of the indices between neighbours along the axis
  int64_t lines = 1;     ///< those side by side (`inner`) count fastest
  int64_t run = 1;       ///< lines in a row whose data are `run_step` apart; a divisor of `inner`
  int64_t run_step = 1;  ///< elements of the data
  StridedDims runs;      ///< where the data of each run begin
};

/// The shapes have the same rank, above 0; the indices are no larger than the data except along the axis.
AxisIndices axis_indices(const Shape& data, const Shape& indices, int axis);

/// Calls `function(count, data, indices)` for the lines [begin, end) in pieces of runs: `count` lines whose first
/// elements are at these positions of the data and of the indices.
template <class Function>
void for_each_piece(const AxisIndices& axis, int64_t begin, int64_t end, const Function& function) {
  if (begin >= end) return;
  Odometer run(axis.runs, begin / axis.run);
  for (int64_t line = begin; line < end;) {
    const int64_t column = line % axis.run;
    const int64_t count = axis.run - column < end - line ? axis.run - column : end - line;
    const int64_t indices = line / axis.inner * axis.inner * axis.length + line % axis.inner;
    function(count, run.offset() + column * axis.run_step, indices);
    line += count;
    if (line % axis.run == 0) run.next();
  }
}

}  // namespace ort::cpu
