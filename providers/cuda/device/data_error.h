#pragma once

// Reporting wrong data from inside a kernel.

#include "providers/cuda/device/error_word.h"

namespace ort::cuda {

__device__ inline void report(const ErrorCell& cell, DataError error, int64_t value, int64_t place, int64_t extent) {
  if (atomicCAS(&cell.word->ticket, 0ull, cell.ticket) != 0ull) return;
  cell.word->error = error;
  cell.word->value = value;
  cell.word->place = place;
  cell.word->extent = extent;
}

/// `index` in [-extent, extent) as a position in [0, extent); reports another one, with its place among the indices,
/// and gives 0. A dimension without elements has no position: callers do not touch memory where extent is 0.
__device__ inline int64_t checked_index(int64_t index, int64_t extent, int64_t place, const ErrorCell& errors) {
  const int64_t position = index < 0 ? index + extent : index;
  if (position >= 0 && position < extent) return position;
  report(errors, DataError::kIndexOutOfBounds, index, place, extent);
  return 0;
}

}  // namespace ort::cuda
