#include "providers/cpu/axis_indices.h"

#include <vector>

namespace ort::cpu {

AxisIndices axis_indices(const Shape& data, const Shape& indices, int axis) {
  const std::vector<int64_t> strides = contiguous_strides(data);
  AxisIndices result;
  result.extent = data[axis];
  result.step = strides[static_cast<std::size_t>(axis)];
  result.length = indices[axis];
  result.inner = indices.elements(axis + 1, indices.rank());
  result.lines = indices.elements(0, axis) * result.inner;
  StridedDims& dims = result.runs;
  int last_axis = -1;
  for (int d = 0; d < indices.rank(); ++d) {
    if (d == axis || indices[d] == 1) continue;
    const int64_t stride = strides[static_cast<std::size_t>(d)];
    const bool same_side = last_axis >= 0 && (last_axis < axis) == (d < axis);
    if (same_side && dims.strides.back() == indices[d] * stride) {
      dims.sizes.back() *= indices[d];
      dims.strides.back() = stride;
    } else {
      dims.sizes.push_back(indices[d]);
      dims.strides.push_back(stride);
    }
    last_axis = d;
  }
  if (last_axis > axis) {
    result.run = dims.sizes.back();
    result.run_step = dims.strides.back();
    dims.sizes.pop_back();
    dims.strides.pop_back();
  }
  return result;
}

}  // namespace ort::cpu
