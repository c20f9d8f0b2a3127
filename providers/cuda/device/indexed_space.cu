#include "providers/cuda/device/indexed_space.h"

#include <string>
#include <vector>

#include "libort/core/fail.h"

namespace ort::cuda {

IndexedSpace gather_space(const Shape& data, const Shape& indices, int axis) {
  const int64_t outer = data.elements(0, axis);
  const int64_t inner = data.elements(axis + 1, data.rank());
  IndexedSpace result;
  result.space = make_space<2>(std::vector{outer, indices.elements(), inner},
                               {std::vector<int64_t>{data[axis] * inner, 0, 1}, std::vector<int64_t>{0, 1, 0}});
  result.extents[0] = data[axis];
  result.steps[0] = inner;
  return result;
}

IndexedSpace elements_space(const Shape& data, const Shape& indices, int axis) {
  std::vector<int64_t> strides = contiguous_strides(data);
  IndexedSpace result;
  result.extents[0] = data[axis];
  result.steps[0] = strides[static_cast<std::size_t>(axis)];
  strides[static_cast<std::size_t>(axis)] = 0;
  result.space = make_space<2>(indices.dims(), {strides, contiguous_strides(indices)});
  return result;
}

IndexedSpace tuple_space(const Shape& data, const Shape& indices, int batch_dims, bool whole_blocks) {
  const int last = indices.rank() - 1;
  const auto length = static_cast<int>(indices[last]);
  if (length > kMaxDims) {
    fail_node("the CUDA provider takes at most " + std::to_string(kMaxDims) + " indices for a place, not " +
              std::to_string(length));
  }
  const std::vector<int64_t> strides = contiguous_strides(data);
  IndexedSpace result;
  result.length = length;
  for (int d = 0; d < length; ++d) {
    result.extents[d] = data[batch_dims + d];
    result.steps[d] = strides[static_cast<std::size_t>(batch_dims + d)];
  }
  const int64_t tuples_of_batch = indices.elements(batch_dims, last);
  const int64_t block = whole_blocks ? data.elements(batch_dims + length, data.rank()) : 1;
  result.space =
      make_space<2>(std::vector{indices.elements(0, batch_dims), tuples_of_batch, block},
                    {std::vector<int64_t>{data.elements(batch_dims, data.rank()), 0, whole_blocks ? int64_t{1} : 0},
                     std::vector<int64_t>{tuples_of_batch, 1, 0}});
  return result;
}

}  // namespace ort::cuda
