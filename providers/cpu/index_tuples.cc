#include "providers/cpu/index_tuples.h"

#include "providers/cpu/checked_index.h"

namespace ort::cpu {

IndexTuples index_tuples(const Shape& data, const Shape& indices, int batch_dims) {
  const int last = indices.rank() - 1;
  const int indexed_end = batch_dims + static_cast<int>(indices[last]);
  const std::vector<int64_t> strides = contiguous_strides(data);
  IndexTuples result;
  for (int d = batch_dims; d < indexed_end; ++d) {
    result.extents.push_back(data[d]);
    result.strides.push_back(strides[static_cast<std::size_t>(d)]);
  }
  result.tuples = indices.elements(0, last);
  result.tuples_per_batch = indices.elements(batch_dims, last);
  result.batch_step = data.elements(batch_dims, data.rank());
  result.block = data.elements(indexed_end, data.rank());
  return result;
}

void find_blocks(const IndexTuples& tuples, std::span<const int64_t> indices, std::span<int64_t> offsets) {
  const std::size_t length = tuples.extents.size();
  std::size_t place = 0;
  for (std::size_t tuple = 0; tuple < offsets.size(); ++tuple) {
    int64_t offset = static_cast<int64_t>(tuple) / tuples.tuples_per_batch * tuples.batch_step;
    for (std::size_t d = 0; d < length; ++d, ++place) {
      offset += checked_index(indices[place], tuples.extents[d], place) * tuples.strides[d];
    }
    offsets[tuple] = offset;
  }
}

}  // namespace ort::cpu
