#pragma once

// Reporting wrong data from inside a kernel.

#include "providers/cuda/device/error_word.h"

namespace ort::cuda {

__device__ inline void report(const ErrorCell& cell, DataError error, int64_t value, int64_t limit) {
  if (atomicCAS(&cell.word->ticket, 0u, cell.ticket) != 0u) return;
  cell.word->error = error;
  cell.word->value = value;
  cell.word->limit = limit;
}

/// `index` of [-size, size) as a number in [0, size); reports another one and gives 0.
__device__ inline int64_t checked_index(int64_t index, int64_t size, const ErrorCell& errors) {
  const int64_t position = index < 0 ? index + size : index;
  if (position >= 0 && position < size) return position;
  report(errors, DataError::kIndexOutOfBounds, index, size);
  return 0;
}

}  // namespace ort::cuda
