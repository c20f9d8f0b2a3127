#include "libort/ops/indexed_shapes.h"

#include <string>
#include <vector>

#include "libort/core/fail.h"
#include "libort/ops/symbolic_dims.h"

namespace ort {

void check_element_indices(const SymbolicShape& data, const SymbolicShape& indices, int axis) {
  if (indices.rank() != data.rank()) {
    fail_node("indices " + indices.to_string() + " do not have the rank of data " + data.to_string());
  }
  for (int d = 0; d < data.rank(); ++d) {
    const Dim& size = data.dims[static_cast<std::size_t>(d)];
    const Dim& reach = indices.dims[static_cast<std::size_t>(d)];
    if (d != axis && size.known() && reach.known() && reach.value > size.value) {
      fail_node("indices " + indices.to_string() + " are larger than data " + data.to_string() + " in dimension " +
                std::to_string(d));
    }
  }
}

SymbolicShape BlockShape::joined() const {
  if (!block.ranked) return {};
  std::vector<Dim> dims = rows.dims;
  dims.insert(dims.end(), block.dims.begin(), block.dims.end());
  return SymbolicShape::of(std::move(dims));
}

BlockShape block_shape(const SymbolicShape& data, const SymbolicShape& indices, int64_t batch_dims) {
  if (data.rank() == 0 || indices.rank() == 0) fail_node("data and indices must not be scalars");
  if (batch_dims < 0 || batch_dims >= std::min(data.rank(), indices.rank())) {
    fail_node("batch_dims " + std::to_string(batch_dims) + " is outside the dimensions of data " + data.to_string() +
              " and indices " + indices.to_string());
  }
  BlockShape shape;
  shape.rows = SymbolicShape::of(std::vector<Dim>(indices.dims.begin(), indices.dims.end() - 1));
  for (std::size_t d = 0; d < static_cast<std::size_t>(batch_dims); ++d) {
    shape.rows.dims[d] =
        merged(shape.rows.dims[d], data.dims[d], "indices and data differ in batch dimension " + std::to_string(d));
  }
  const Dim& length = indices.dims.back();
  if (!length.known()) return shape;
  if (length.value > data.rank() - batch_dims) {
    fail_node("rows of " + std::to_string(length.value) + " indices for the " +
              std::to_string(data.rank() - batch_dims) + " dimensions of data " + data.to_string() +
              " behind the batch");
  }
  shape.block = SymbolicShape::of(std::vector<Dim>(data.dims.begin() + batch_dims + length.value, data.dims.end()));
  return shape;
}

}  // namespace ort
