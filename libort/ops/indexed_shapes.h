#pragma once

#include "libort/core/value_type.h"

namespace ort {

// Rules that gathering and scattering share. Shapes may be unknown in part: only what is known is checked.

/// GatherElements and ScatterElements: the indices have data's rank and reach no further than data in the dimensions
/// other than `axis`. Throws (node) otherwise. Both shapes are ranked.
void check_element_indices(const SymbolicShape& data, const SymbolicShape& indices, int axis);

/// GatherND and ScatterND: each row of the last dimension of the indices names a block of the data, the dimensions that
/// are left over.
struct BlockShape {
  SymbolicShape rows;   ///< the indices without their last dimension
  SymbolicShape block;  ///< unranked when the length of a row is not known

  SymbolicShape joined() const;  ///< rows, then block
};

/// Both shapes are ranked. The first `batch_dims` dimensions belong to data and indices alike. Throws (node) when they
/// differ or a row is longer than the dimensions that it indexes.
BlockShape block_shape(const SymbolicShape& data, const SymbolicShape& indices, int64_t batch_dims);

}  // namespace ort
