#pragma once

// Kernels that compute rows: one thread, a warp or a block for each, as lengths ask.

#include "providers/cuda/device/launch.h"

namespace ort::cuda {

inline constexpr unsigned kWarpThreads = 32;

/// The value of the lane whose number differs by the bits of `mask`.
template <class T>
__device__ T exchange_lanes(T value, unsigned mask) {
  return __shfl_xor_sync(~0u, value, static_cast<int>(mask));
}

/// The kThreads threads that work on one row: 1, kWarpThreads or kRowThreads.
template <unsigned kThreads>
struct RowGroup {
  static constexpr unsigned kSize = kThreads;

  /// The row of this thread's group, and how far the next one is.
  __device__ static int64_t first_row() { return flat_begin() / kThreads; }
  __device__ static int64_t row_step() { return flat_step() / kThreads; }
  /// This thread in its group: elements own(), own() + kSize, ... of a row are its.
  __device__ static int64_t own() { return threadIdx.x % kThreads; }

  /// All threads' values joined, in the same order for each thread. Every thread of the group calls it. T has no
  /// constructor, and `join(a, b)` may be used in any order.
  template <class T, class Join>
  __device__ static T join_all(T value, Join join) {
    if constexpr (kThreads > 1) {
      for (unsigned mask = kWarpThreads / 2; mask > 0; mask /= 2) value = join(value, exchange_lanes(value, mask));
    }
    if constexpr (kThreads > kWarpThreads) {
      __shared__ T of_warps[kThreads / kWarpThreads];
      if (threadIdx.x % kWarpThreads == 0) of_warps[threadIdx.x / kWarpThreads] = value;
      __syncthreads();
      value = of_warps[0];
      for (unsigned warp = 1; warp < kThreads / kWarpThreads; ++warp) value = join(value, of_warps[warp]);
      __syncthreads();
    }
    return value;
  }

  /// Sum of `term(i)` over i in [0, count).
  template <class T, class Term>
  __device__ static T sum(int64_t count, Term term) {
    T part{};
    for (int64_t i = own(); i < count; i += kThreads) part += term(i);
    return join_all(part, [](T a, T b) { return a + b; });
  }
};

/// Calls `visit.template operator()<Group>()` with the group for `rows` rows of `length` elements. Elements of a row
/// are neighbours; with `side_by_side` it is those of neighbouring rows instead.
template <class Visitor>
void dispatch_group(int64_t rows, int64_t length, bool side_by_side, Visitor&& visit) {
  const bool thread_each = length <= kRowThreads / kWarpThreads || (side_by_side && rows >= int64_t{16} * kRowThreads);
  if (thread_each) {
    visit.template operator()<RowGroup<1>>();
  } else if (length <= int64_t{4} * kRowThreads) {
    visit.template operator()<RowGroup<kWarpThreads>>();
  } else {
    visit.template operator()<RowGroup<kRowThreads>>();
  }
}

/// Launches a kernel that walks `rows` rows by Group's first_row and row_step.
template <class Group, class... P, class... A>
void launch_rows(void (*kernel)(P...), int64_t rows, cudaStream_t stream, const A&... arguments) {
  if constexpr (Group::kSize == 1) {
    launch_flat(kernel, rows, stream, arguments...);
  } else {
    constexpr int64_t kRowsOfBlock = kRowThreads / Group::kSize;
    launch_blocks(kernel, rows / kRowsOfBlock + (rows % kRowsOfBlock != 0 ? 1 : 0), kRowThreads, 0, stream,
                  arguments...);
  }
}

}  // namespace ort::cuda
