#pragma once

// How a kernel says that its data is wrong: it writes into a word that the stream reads when somebody waits for it.

#include <cuda_runtime.h>

#include <cstdint>

namespace ort::cuda {

/// What can be wrong with the contents of a tensor.
enum class DataError : unsigned {
  kNone,
  kIndexOutOfBounds,
  kDivisionByZero,
  kWriteIndexOutOfBounds,  ///< of TensorScatter
  kLengthOutOfBounds,      ///< nonpad_kv_seqlen of Attention
};

/// The first error that a kernel of the stream found. In device memory.
struct ErrorWord {
  unsigned long long ticket;  ///< of the node; 0: all well
  DataError error;
  int64_t value;   ///< the offending element
  int64_t place;   ///< where it stands in its tensor
  int64_t extent;  ///< kIndexOutOfBounds: of the dimension that it points into; write indices and lengths: the largest
};

/// Where the kernels of one node report. Passed to kernels by value.
struct ErrorCell {
  ErrorWord* word = nullptr;
  unsigned long long ticket = 0;
};

}  // namespace ort::cuda
