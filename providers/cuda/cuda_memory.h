#pragma once

#include <cuda_runtime.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "libort/core/allocator.h"
#include "providers/cuda/provider_options.h"

namespace ort::cuda {

/// Makes a device current for the calling thread as long as it lives. Throws (provider) when it cannot be.
class CurrentDevice {
 public:
  explicit CurrentDevice(int id);
};

/// How much device memory a provider may hold. Thread-safe.
class MemoryBudget {
 public:
  explicit MemoryBudget(std::size_t limit) : limit_(limit) {}
  /// Throws (limit) with the sizes when it would be exceeded.
  void take(std::size_t bytes);
  void give_back(std::size_t bytes) noexcept { in_use_ -= bytes; }
  std::size_t in_use() const { return in_use_; }

 private:
  std::size_t limit_;
  std::atomic<std::size_t> in_use_{0};
};

/// A stream of its own, or one of the user's that stays theirs.
class StreamHandle {
 public:
  explicit StreamHandle(int device_id, std::uintptr_t user_stream = 0);
  ~StreamHandle();
  StreamHandle(const StreamHandle&) = delete;
  StreamHandle& operator=(const StreamHandle&) = delete;
  cudaStream_t get() const { return stream_; }

 private:
  cudaStream_t stream_ = nullptr;
  bool owned_ = false;
};

/// Memory of a device straight from the driver, or from the user's functions where the options name some. A request
/// that fails tells how much was free.
std::shared_ptr<Allocator> device_memory(const ProviderOptions& options, std::shared_ptr<MemoryBudget> budget);

/// CPU memory that the device reads and writes directly.
std::shared_ptr<Allocator> pinned_memory();

/// Device memory in the order of a stream: what was given back serves later work of that stream at once. The stream
/// lives as long as a piece of it.
std::shared_ptr<Allocator> stream_memory(int device_id, std::shared_ptr<StreamHandle> stream,
                                         std::shared_ptr<MemoryBudget> budget);

}  // namespace ort::cuda
