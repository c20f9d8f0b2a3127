#include "providers/cuda/update_lists.h"

#include "libort/core/checked_math.h"
#include "libort/core/type_dispatch.h"
#include "providers/cuda/cuda_error.h"
#include "providers/cuda/device/launch.h"

namespace ort::cuda {
namespace {

template <class I>
__global__ void link_kernel(const I* indices, int64_t updates, int64_t block, IndexedSpace space, UpdateLists lists,
                            ErrorCell errors) {
  for (int64_t update = flat_begin(); update < updates; update += flat_step()) {
    const int64_t target = space.locate(update, indices, errors);
    const auto number = static_cast<uint32_t>(update + 1);
    uint32_t* head = lists.heads + target / block;
    lists.targets[update] = target;
    if (lists.next == nullptr) {
      atomicMax(head, number);
    } else {
      lists.next[update] = atomicExch(head, number);
    }
  }
}

/// A list that grows at its end.
struct GrowingList {
  uint32_t* next;
  uint32_t head = 0;
  uint32_t tail = 0;

  __device__ void append(uint32_t number) {
    (tail == 0 ? head : next[tail - 1]) = number;
    tail = number;
  }
};

/// Appends up to `length` numbers each from `left` and from `right`, both ascending, in ascending order. Returns what
/// follows behind those of `right`.
__device__ uint32_t merge_runs(uint32_t left, uint32_t left_count, uint32_t right, uint32_t length,
                               GrowingList& merged) {
  uint32_t right_count = length;
  while (left_count > 0 || (right_count > 0 && right != 0)) {
    const bool right_is_over = right_count == 0 || right == 0;
    const bool takes_left = right_is_over || (left_count > 0 && left < right);
    const uint32_t taken = takes_left ? left : right;
    (takes_left ? left : right) = merged.next[taken - 1];
    --(takes_left ? left_count : right_count);
    merged.append(taken);
  }
  return right;
}

/// Sorts a list by merging runs of 1, 2, 4, ... numbers; returns its new head.
__device__ uint32_t sorted_list(uint32_t head, uint32_t* next) {
  for (uint32_t length = 1;; length *= 2) {
    GrowingList merged{next};
    bool merges = false;
    uint32_t rest = head;
    while (rest != 0) {
      const uint32_t left = rest;
      uint32_t left_count = 0;
      for (; left_count < length && rest != 0; ++left_count) rest = next[rest - 1];
      merges = merges || rest != 0;
      rest = merge_runs(left, left_count, rest, length, merged);
    }
    next[merged.tail - 1] = 0;
    head = merged.head;
    if (!merges) return head;
  }
}

__global__ void sort_kernel(int64_t blocks, UpdateLists lists) {
  for (int64_t block = flat_begin(); block < blocks; block += flat_step()) {
    const uint32_t head = lists.heads[block];
    if (head != 0 && lists.next[head - 1] != 0) lists.heads[block] = sorted_list(head, lists.next);
  }
}

}  // namespace

std::size_t UpdateSorting::workspace() const {
  const int64_t of_update = sizeof(int64_t) + (order == UpdateOrder::kLast ? 0 : sizeof(uint32_t));
  const int64_t of_blocks = checked_multiply(blocks, static_cast<int64_t>(sizeof(uint32_t)));
  return static_cast<std::size_t>(checked_add(checked_multiply(updates, of_update), of_blocks));
}

UpdateLists UpdateSorting::run(cudaStream_t stream, const void* indices, std::byte* workspace,
                               const ErrorCell& errors) const {
  UpdateLists lists;
  lists.targets = reinterpret_cast<int64_t*>(workspace);
  lists.heads = reinterpret_cast<uint32_t*>(lists.targets + updates);
  if (order != UpdateOrder::kLast) lists.next = lists.heads + blocks;
  const std::size_t head_bytes = static_cast<std::size_t>(blocks) * sizeof(uint32_t);
  check(cudaMemsetAsync(lists.heads, 0, head_bytes, stream), "clearing the lists of a scatter");
  dispatch(index_dtype, Types<int32_t, int64_t>{}, [&]<class I>() {
    launch_flat(link_kernel<I>, updates, stream, static_cast<const I*>(indices), updates, block, space, lists, errors);
  });
  if (order == UpdateOrder::kAscending) launch_flat(sort_kernel, blocks, stream, blocks, lists);
  return lists;
}

}  // namespace ort::cuda
