#pragma once

// Where elements lie: broadcasts and strided blocks, with divisions that plans have prepared.

#include <cuda_runtime.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "libort/core/shape.h"
#include "providers/portable/broadcast.h"

namespace ort::cuda {

/// More dimensions than this, after neighbours were merged, are refused.
inline constexpr int kMaxDims = 16;

/// Takes the last coordinate, in [0, size), off a row-major `position`: 32-bit division where the numbers are small.
__device__ inline int64_t take_coordinate(int64_t& position, int64_t size) {
  if ((static_cast<uint64_t>(position) | static_cast<uint64_t>(size)) >> 32 == 0) {
    const auto low = static_cast<uint32_t>(position);
    const auto divisor = static_cast<uint32_t>(size);
    position = low / divisor;
    return low % divisor;
  }
  const int64_t index = position % size;
  position /= size;
  return index;
}

/// Sizes of an iteration space and, for each of N operands, the strides in elements. Passed to kernels by value.
template <int N>
struct StridedSpace {
  int64_t rank = 1;  ///< at least one
  int64_t sizes[kMaxDims] = {};
  int64_t strides[N][kMaxDims] = {};

  /// Offsets of all operands for the element `position` in row-major order.
  __device__ void locate(int64_t position, int64_t (&offsets)[N]) const {
    for (int i = 0; i < N; ++i) offsets[i] = 0;
    for (int64_t d = rank - 1; d > 0; --d) {
      const int64_t index = take_coordinate(position, sizes[d]);
      for (int i = 0; i < N; ++i) offsets[i] += index * strides[i][d];
    }
    for (int i = 0; i < N; ++i) offsets[i] += position * strides[i][0];
  }
};

/// `strides[i]` are those of operand i for each dimension of `sizes`. Throws (node) when more than kMaxDims dimensions
/// are left after neighbours were merged.
template <std::size_t N>
StridedSpace<static_cast<int>(N)> make_space(std::span<const int64_t> sizes,
                                             const std::array<std::vector<int64_t>, N>& strides);

/// The elements of a dense `output` with N dense inputs that are broadcast to it. Throws (node) when one does not
/// broadcast.
template <std::size_t N>
StridedSpace<static_cast<int>(N)> broadcast_space(const Shape& output, const std::array<Shape, N>& inputs) {
  std::array<std::vector<int64_t>, N> strides;
  for (std::size_t i = 0; i < N; ++i) strides[i] = portable::broadcast_strides(output, inputs[i]);
  return make_space<N>(output.dims(), strides);
}

}  // namespace ort::cuda
