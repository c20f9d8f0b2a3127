#include "providers/cuda/line_sort.h"

#include <algorithm>

#include "providers/cuda/device/launch.h"

namespace ort::cuda {
namespace {

// Batcher's bitonic sort: for sizes 2, 4, ... sequences of that size are merged by comparing elements at distances of
// half the size, a quarter, ..., one. Sequences ascend and descend by turns, a whole line ascends.

/// Candidates that a block sorts in shared memory: a part of a line, or several lines.
constexpr int64_t kChunk = 1024;

/// Orders the pair number `pair` of those that are `distance` apart. `first` is where the array stands in its line.
__device__ void order_pair(Candidate* array, int64_t pair, int64_t distance, int64_t size, int64_t first) {
  const int64_t low = pair / distance * 2 * distance + pair % distance;
  const int64_t high = low + distance;
  const bool ascends = ((first + low) & size) == 0;
  const Candidate a = array[low];
  const Candidate b = array[high];
  if (precedes(b, a) != ascends) return;
  array[low] = b;
  array[high] = a;
}

/// All steps of sizes [first_size, last_size] whose distances are within a chunk, for `total` candidates in lines of
/// `length`.
__global__ void chunk_kernel(Candidate* candidates, int64_t total, int64_t length, int64_t first_size,
                             int64_t last_size) {
  Candidate* array = dynamic_shared<Candidate>();
  for (int64_t begin = blockIdx.x * kChunk; begin < total; begin += gridDim.x * kChunk) {
    Candidate* source = candidates + begin;
    const int64_t count = total - begin < kChunk ? total - begin : kChunk;
    for (int64_t i = threadIdx.x; i < count; i += blockDim.x) array[i] = source[i];
    __syncthreads();
    for (int64_t size = first_size; size <= last_size; size *= 2) {
      const int64_t turn = size == length ? 0 : size;
      for (int64_t distance = (size < kChunk ? size : kChunk) / 2; distance > 0; distance /= 2) {
        for (int64_t pair = threadIdx.x; pair < count / 2; pair += blockDim.x)
          order_pair(array, pair, distance, turn, begin & (length - 1));
        __syncthreads();
      }
    }
    for (int64_t i = threadIdx.x; i < count; i += blockDim.x) source[i] = array[i];
    __syncthreads();
  }
}

/// One step at a distance beyond a chunk.
__global__ void pair_kernel(Candidate* candidates, int64_t pairs, int64_t distance, int64_t length, int64_t size) {
  const int64_t turn = size == length ? 0 : size;
  const int64_t pairs_of_line = length / 2;
  for (int64_t i = flat_begin(); i < pairs; i += flat_step())
    order_pair(candidates + i / pairs_of_line * length, i % pairs_of_line, distance, turn, 0);
}

}  // namespace

void sort_lines(cudaStream_t stream, Candidate* candidates, int64_t lines, int64_t length) {
  const int64_t total = lines * length;
  const auto within_chunks = [&](int64_t first_size, int64_t last_size) {
    launch_blocks(chunk_kernel, (total + kChunk - 1) / kChunk, kRowThreads, kChunk * sizeof(Candidate), stream,
                  candidates, total, length, first_size, last_size);
  };
  within_chunks(2, std::min(length, kChunk));
  for (int64_t size = 2 * kChunk; size <= length; size *= 2) {
    for (int64_t distance = size / 2; distance >= kChunk; distance /= 2)
      launch_flat(pair_kernel, total / 2, stream, candidates, total / 2, distance, length, size);
    within_chunks(size, size);
  }
}

}  // namespace ort::cuda
