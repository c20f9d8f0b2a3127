#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "libort/core/shape.h"

namespace ort::cpu {

/// Some dimensions of a tensor, the last one fastest, with their steps in elements. Each size is at least 2.
struct StridedDims {
  std::vector<int64_t> sizes;
  std::vector<int64_t> strides;
};

/// Visits the elements of StridedDims in order.
class Odometer {
 public:
  /// At the element `position` of the order.
  Odometer(const StridedDims& dims, int64_t position);
  int64_t offset() const { return offset_; }
  void next();

 private:
  const StridedDims& dims_;
  int64_t offset_ = 0;
  std::array<int64_t, 63> index_;  ///< more dimensions of at least 2 have no size in 63 bits
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

}  // namespace ort::cpu
