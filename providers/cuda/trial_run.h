#pragma once

#include <cuda_runtime.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "libort/core/allocator.h"
#include "providers/cuda/cuda_memory.h"

namespace ort::cuda {

/// Tries the algorithms of a library on memory of its own, on a stream of its own, also while another stream is being
/// captured.
class TrialRun {
 public:
  TrialRun(int device_id, std::shared_ptr<Allocator> memory);
  ~TrialRun();
  TrialRun(const TrialRun&) = delete;
  TrialRun& operator=(const TrialRun&) = delete;

  /// Zeros. Throws (limit) when there is no room.
  std::byte* buffer(std::size_t bytes);

  /// Shortest time of a few calls of `enqueue`, after one to warm up; infinite when it says false, which means that the
  /// work was refused. Calls that take far longer than `best` are not repeated.
  float milliseconds(const std::function<bool(cudaStream_t)>& enqueue, float best);

 private:
  cudaStreamCaptureMode outer_mode_ = cudaStreamCaptureModeRelaxed;
  std::shared_ptr<Allocator> memory_;
  std::vector<std::shared_ptr<std::byte>> buffers_;
  StreamHandle stream_;
  cudaEvent_t begin_ = nullptr;
  cudaEvent_t end_ = nullptr;
};

}  // namespace ort::cuda
