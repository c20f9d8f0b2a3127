#pragma once

#include <cuda_runtime.h>

#include <cstddef>
#include <memory>
#include <vector>

#include "libort/core/allocator.h"

namespace ort::cuda {

/// Moves bytes between pageable CPU memory and the device through a ring of pinned pieces, so that copies do not wait
/// for the driver. For one stream; not thread-safe.
class Staging {
 public:
  explicit Staging(std::shared_ptr<Allocator> pinned) : pinned_(std::move(pinned)) {}
  ~Staging();
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;

  /// Takes the bytes at once; the copy happens in the order of the stream.
  void to_device(void* target, const void* source, std::size_t bytes, cudaStream_t stream);

  /// The bytes arrive at `target` with `deliver` after the stream was waited for.
  void to_host(void* target, const void* source, std::size_t bytes, cudaStream_t stream);

  /// Hands over what came from the device; everything on the stream is done.
  void deliver();

  /// Forgets what was to be handed over: the run failed.
  void forget() { pending_.clear(); }

 private:
  struct Piece {
    std::shared_ptr<std::byte> memory;
    cudaEvent_t free = nullptr;  ///< recorded behind the copy that reads or writes the piece
    bool waits_for_delivery = false;
  };
  struct Delivery {
    std::size_t piece = 0;
    void* target = nullptr;
    std::size_t bytes = 0;
  };

  std::size_t next_piece(cudaStream_t stream);

  std::shared_ptr<Allocator> pinned_;
  std::vector<Piece> pieces_;
  std::size_t next_ = 0;
  std::vector<Delivery> pending_;
};

}  // namespace ort::cuda
