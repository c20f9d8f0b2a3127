#pragma once

#include <array>
#include <cstdint>

#include "providers/portable/reduce_geometry.h"

namespace ort::cpu {

using portable::StridedDims;

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

}  // namespace ort::cpu
