#pragma once

// Where elements lie that indices name, whatever the operator: Gather, GatherElements, GatherND and the Scatters.

#include "libort/core/shape.h"
#include "providers/cuda/device/data_error.h"
#include "providers/cuda/device/index.h"
#include "providers/cuda/device/launch.h"

namespace ort::cuda {

/// For each element of an iteration space an offset in the data, to which a tuple of indices adds its own. Passed to
/// kernels by value.
struct IndexedSpace {
  StridedSpace<2> space;  ///< operand 0: the data, without the indexed dimensions; operand 1: the number of the tuple
  int64_t length = 1;     ///< indices of a tuple
  int64_t extents[kMaxDims] = {};  ///< of the indexed dimensions
  int64_t steps[kMaxDims] = {};    ///< of the same, in elements of the data

  /// The offset in the data for the element `position` in row-major order. An index outside its dimension is reported
  /// and counts as 0, so the data must have elements.
  template <class I>
  __device__ int64_t locate(int64_t position, const I* indices, const ErrorCell& errors) const {
    int64_t at[2];
    space.locate(position, at);
    for (int64_t d = 0; d < length; ++d) {
      const int64_t place = at[1] * length + d;
      at[0] += checked_index(indices[place], extents[d], place, errors) * steps[d];
    }
    return at[0];
  }
};

/// The output of Gather: each index along `axis` stands for the data behind it.
IndexedSpace gather_space(const Shape& data, const Shape& indices, int axis);

/// The indices of GatherElements and ScatterElements: each one takes the place of its coordinate along `axis`.
IndexedSpace elements_space(const Shape& data, const Shape& indices, int axis);

/// The tuples along the last dimension of the indices of GatherND and ScatterND, the first `batch_dims` dimensions of
/// both tensors being the same: one element for each tuple, where its block begins, or with `whole_blocks` all elements
/// of the blocks. Throws (node) for tuples of more than kMaxDims indices.
IndexedSpace tuple_space(const Shape& data, const Shape& indices, int batch_dims, bool whole_blocks);

/// Reports the indices that are outside, for tensors without elements to take.
template <class I>
__global__ void check_indices_kernel(const I* indices, int64_t count, IndexedSpace space, ErrorCell errors) {
  for (int64_t i = flat_begin(); i < count; i += flat_step())
    checked_index(indices[i], space.extents[i % space.length], i, errors);
}

}  // namespace ort::cuda
