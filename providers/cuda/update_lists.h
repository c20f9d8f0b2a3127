#pragma once

#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>

#include "providers/cuda/device/indexed_space.h"

namespace ort::cuda {

/// The updates of a scatter, by the block of the data that they go to. Updates have their number plus one; 0 is none.
/// Passed to kernels by value.
struct UpdateLists {
  int64_t* targets = nullptr;  ///< for each update, where its block begins
  uint32_t* heads = nullptr;   ///< for each block of the data, the first update of its list
  uint32_t* next = nullptr;    ///< for each update, the next one of its block; null: only one update of each counts

  /// Whether the update is the first of its block's list: the thread that sees it owns the block.
  __device__ bool leads(int64_t update, int64_t block) const {
    return heads[targets[update] / block] == static_cast<uint32_t>(update + 1);
  }
};

/// More updates are refused.
inline constexpr int64_t kMaxUpdates = int64_t{1} << 31;

/// How updates are put into lists.
enum class UpdateOrder {
  kLast,      ///< no lists: the last update of a block counts
  kAny,       ///< lists in whatever order
  kAscending  ///< lists in the order of the updates
};

/// The work of putting updates into lists, for one set of shapes.
struct UpdateSorting {
  IndexedSpace space;  ///< one element for each update
  DataType index_dtype = DataType::kInt64;
  int64_t updates = 0;  ///< at most kMaxUpdates
  int64_t block = 1;    ///< elements of a block, at least one
  int64_t blocks = 0;   ///< of the data
  UpdateOrder order = UpdateOrder::kLast;

  std::size_t workspace() const;  ///< bytes that `run` needs
  /// `indices` and `workspace` are on the device. Indices outside are reported, and count as 0.
  UpdateLists run(cudaStream_t stream, const void* indices, std::byte* workspace, const ErrorCell& errors) const;
};

}  // namespace ort::cuda
