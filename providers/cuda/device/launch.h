#pragma once

// Launching kernels, the same for nvcc and for the host double (see providers/cuda/README.md).

#include <cuda_runtime.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "providers/cuda/cuda_error.h"

namespace ort::cuda {

#ifdef __CUDACC__

inline constexpr unsigned kFlatThreads = 256;
inline constexpr unsigned kMaxFlatBlocks = 132 * 16;
/// Threads of a block that works on one row together.
inline constexpr unsigned kRowThreads = 256;

template <class... P, class... A>
void launch_kernel(void (*kernel)(P...), const dim3& grid, const dim3& block, std::size_t shared, cudaStream_t stream,
                   const A&... arguments) {
  cudaLaunchConfig_t config{};
  config.gridDim = grid;
  config.blockDim = block;
  config.dynamicSmemBytes = shared;
  config.stream = stream;
  check(cudaLaunchKernelEx(&config, kernel, P(arguments)...), "launching a kernel");
}

/// Shared memory whose size the launch gives, aligned to 16 bytes.
template <class T>
__device__ T* dynamic_shared() {
  extern __shared__ __align__(16) unsigned char bytes[];
  return reinterpret_cast<T*>(bytes);
}

#else

inline constexpr unsigned kFlatThreads = 8;
inline constexpr unsigned kMaxFlatBlocks = 3;
inline constexpr unsigned kRowThreads = 64;

template <class T>
T* dynamic_shared() {
  return reinterpret_cast<T*>(host::shared_memory());
}

#endif

/// Launches a kernel whose threads do not wait for each other and that walks [0, count) by `flat_begin` and
/// `flat_step`. Nothing happens for count 0.
template <class... P, class... A>
void launch_flat(void (*kernel)(P...), int64_t count, cudaStream_t stream, const A&... arguments) {
  if (count <= 0) return;
  const int64_t blocks = std::min<int64_t>((count + kFlatThreads - 1) / kFlatThreads, kMaxFlatBlocks);
  const dim3 grid(static_cast<unsigned>(blocks));
#ifdef __CUDACC__
  launch_kernel(kernel, grid, dim3(kFlatThreads), 0, stream, arguments...);
#else
  (host::check_argument(&arguments, sizeof(arguments)), ...);
  host::enqueue(stream, [=] { host::run_flat(grid, dim3(kFlatThreads), [&] { kernel(P(arguments)...); }); });
#endif
}

/// Launches a kernel whose blocks of `threads` threads work together, on block `blockIdx.x` of `blocks` (a kernel walks
/// with a stride of gridDim.x). `shared` bytes of dynamic shared memory.
template <class... P, class... A>
void launch_blocks(void (*kernel)(P...), int64_t blocks, unsigned threads, std::size_t shared, cudaStream_t stream,
                   const A&... arguments) {
  if (blocks <= 0) return;
  const dim3 grid(static_cast<unsigned>(std::min<int64_t>(blocks, int64_t{1} << 30)));
#ifdef __CUDACC__
  launch_kernel(kernel, grid, dim3(threads), shared, stream, arguments...);
#else
  (host::check_argument(&arguments, sizeof(arguments)), ...);
  host::enqueue(stream, [=] { host::run_cooperative(grid, dim3(threads), shared, [&] { kernel(P(arguments)...); }); });
#endif
}

/// First element and stride of this thread in a kernel of `launch_flat`.
__device__ inline int64_t flat_begin() { return static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x; }
__device__ inline int64_t flat_step() { return static_cast<int64_t>(gridDim.x) * blockDim.x; }

}  // namespace ort::cuda
