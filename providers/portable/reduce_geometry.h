#pragma once

#include <cstdint>
#include <vector>

#include "libort/core/shape.h"
#include "libort/runtime/kernel.h"

namespace ort::portable {

/// Some dimensions of a tensor, the last one fastest, with their steps in elements. Each size is at least 2.
struct StridedDims {
  std::vector<int64_t> sizes;
  std::vector<int64_t> strides;
};

/// The dimensions of a dense tensor for a reduction: those of size one left out, neighbours of the same kind merged,
/// the last one set apart.
struct ReduceGeometry {
  StridedDims kept;     ///< without the run when that is kept
  StridedDims reduced;  ///< without the run when that is reduced
  int64_t run = 1;      ///< size of the last dimension, whose elements are neighbours
  bool run_is_reduced = false;
  int64_t reduced_count = 1;  ///< elements of `reduced`
  int64_t results = 1;        ///< elements of the output
  int64_t elements_per_result = 1;
};

/// `is_reduced` has one entry for each dimension of `shape`.
ReduceGeometry reduce_geometry(const Shape& shape, const std::vector<bool>& is_reduced);

/// Of input 0 of a reduction operator, whose axes are its attribute `axes` or its input 1, which the plan reads. Throws
/// (node) for axes outside the rank.
ReduceGeometry reduce_geometry(const PlanContext& context);

}  // namespace ort::portable
