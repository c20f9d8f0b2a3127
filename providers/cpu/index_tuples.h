#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libort/core/shape.h"

namespace ort::cpu {

/// The indices of GatherND and ScatterND: each tuple along their last dimension names a block of neighbours in the
/// data.
struct IndexTuples {
  std::vector<int64_t> extents;  ///< of the data's dimensions that a tuple indexes
  std::vector<int64_t> strides;  ///< of the same, in elements
  int64_t tuples = 0;
  int64_t tuples_per_batch = 1;
  int64_t batch_step = 0;  ///< elements of the data between batches
  int64_t block = 1;       ///< elements
};

/// The first `batch_dims` dimensions of the data and the indices are the same.
IndexTuples index_tuples(const Shape& data, const Shape& indices, int batch_dims);

/// Where in the data the block of each tuple begins. Throws (node) for an index outside its dimension.
void find_blocks(const IndexTuples& tuples, std::span<const int64_t> indices, std::span<int64_t> offsets);

}  // namespace ort::cpu
