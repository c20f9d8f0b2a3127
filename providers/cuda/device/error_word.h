#pragma once

// How a kernel says that its data is wrong: it writes into a word that the stream reads when somebody waits for it.

#include <cuda_runtime.h>

#include <cstdint>

namespace ort::cuda {

/// What can be wrong with the contents of a tensor.
enum class DataError : unsigned { kNone, kIndexOutOfBounds, kDivisionByZero };

/// The first error that a kernel of the stream found. In device memory.
struct ErrorWord {
  unsigned ticket;  ///< of the node; 0: all well
  DataError error;
  int64_t value;  ///< the offending element
  int64_t limit;  ///< kIndexOutOfBounds: the size of the dimension
};

/// Where the kernels of one node report. Passed to kernels by value.
struct ErrorCell {
  ErrorWord* word = nullptr;
  unsigned ticket = 0;
};

}  // namespace ort::cuda
