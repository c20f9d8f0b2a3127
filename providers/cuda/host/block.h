#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>

struct dim3 {
  unsigned x = 1;
  unsigned y = 1;
  unsigned z = 1;
  constexpr dim3(unsigned x_size = 1, unsigned y_size = 1, unsigned z_size = 1) : x(x_size), y(y_size), z(z_size) {}
};
struct uint3 {
  unsigned x = 0;
  unsigned y = 0;
  unsigned z = 0;
};

namespace ort::cuda::host {

/// What the built-in variables of the thread of a kernel say that is running now.
struct ThreadPlace {
  uint3 thread;
  uint3 block;
  dim3 block_size;
  dim3 grid_size;
};
ThreadPlace& place();

/// Runs `body` for every thread of every block, one after the other: for kernels whose threads do not wait for each
/// other. One that does is an error (std::logic_error).
void run_flat(const dim3& grid, const dim3& block, const std::function<void()>& body);

/// Runs `body` with the threads of a block as fibers, so that barriers and exchanges between lanes work. A barrier that
/// some threads of its group never reach is an error (std::logic_error). `shared` bytes of shared memory.
void run_cooperative(const dim3& grid, const dim3& block, std::size_t shared, const std::function<void()>& body);

enum class Wait { kNothing, kBlock, kWarp, kDone };
/// Lets the other threads of the block run until all of the group wait for the same.
void wait(Wait group);

std::byte* shared_memory();

/// The value of another lane of the warp; the own one where there is no such lane.
uint64_t exchange(uint64_t mine, unsigned lane);
unsigned own_lane();

template <class T>
T exchange_value(T mine, unsigned lane) {
  static_assert(sizeof(T) <= sizeof(uint64_t));
  uint64_t bits = 0;
  std::memcpy(&bits, &mine, sizeof(T));
  bits = exchange(bits, lane);
  std::memcpy(&mine, &bits, sizeof(T));
  return mine;
}

}  // namespace ort::cuda::host

#define threadIdx (ort::cuda::host::place().thread)
#define blockIdx (ort::cuda::host::place().block)
#define blockDim (ort::cuda::host::place().block_size)
#define gridDim (ort::cuda::host::place().grid_size)

inline void __syncthreads() { ort::cuda::host::wait(ort::cuda::host::Wait::kBlock); }
inline void __syncwarp(unsigned = ~0u) { ort::cuda::host::wait(ort::cuda::host::Wait::kWarp); }
template <class T>
T __shfl_xor_sync(unsigned, T value, int mask) {
  return ort::cuda::host::exchange_value(value, ort::cuda::host::own_lane() ^ static_cast<unsigned>(mask));
}
template <class T>
T __shfl_down_sync(unsigned, T value, unsigned delta) {
  return ort::cuda::host::exchange_value(value, ort::cuda::host::own_lane() + delta);
}
template <class T>
T __shfl_sync(unsigned, T value, int lane) {
  return ort::cuda::host::exchange_value(value, static_cast<unsigned>(lane));
}
