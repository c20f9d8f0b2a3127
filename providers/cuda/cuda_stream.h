#pragma once

#include <cuda_runtime.h>

#include <map>
#include <memory>
#include <vector>

#include "libort/runtime/provider.h"
#include "providers/cuda/cuda_memory.h"
#include "providers/cuda/device/error_word.h"
#include "providers/cuda/staging.h"

namespace ort::cuda {

/// What all streams of a provider share.
struct StreamResources {
  ProviderOptions options;
  std::shared_ptr<MemoryBudget> budget;
  std::shared_ptr<Allocator> device_memory;
  std::shared_ptr<Allocator> pinned_memory;
};

/// The work of one run on the device: a compute stream and, where the options ask for it, another one for copies.
class CudaStream final : public Stream {
 public:
  explicit CudaStream(const StreamResources& resources);
  ~CudaStream() override;

  void copy(const Tensor& source, Tensor& target) override;
  void synchronize() override;
  std::shared_ptr<Allocator> allocator() override { return late_memory_; }
  std::unique_ptr<TimeMark> mark_time(Lane lane) override;
  void begin_capture() override;
  std::unique_ptr<CapturedWork> end_capture() override;

  cudaStream_t get() const { return compute_->get(); }

  /// Where kernels of the node that runs now report what is wrong with their data. `synchronize` throws it, as the
  /// error of that node.
  ErrorCell errors_of(const RunContext& run);

 private:
  void copy_on(cudaStream_t stream, const Tensor& source, Tensor& target);
  void raise_data_error();
  void fetch_error_word();

  StreamResources resources_;
  std::shared_ptr<StreamHandle> compute_;
  std::shared_ptr<StreamHandle> copies_;  ///< the compute stream, or one of its own
  std::shared_ptr<Allocator> late_memory_;
  Staging staging_;
  cudaEvent_t order_ = nullptr;  ///< keeps the two streams in order
  std::shared_ptr<std::byte> error_word_;
  std::shared_ptr<std::byte> host_error_word_;
  std::map<const NodeRecord*, unsigned long long> tickets_;
  std::vector<const NodeRecord*> reporters_;  ///< by ticket - 1
};

/// The stream of a step of the CUDA provider.
inline CudaStream& stream_of(const RunContext& run) { return static_cast<CudaStream&>(*run.stream()); }

}  // namespace ort::cuda
