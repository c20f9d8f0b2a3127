#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "libort/runtime/provider.h"
#include "providers/cuda/cuda_mover.h"
#include "providers/cuda/cuda_stream.h"
#include "providers/cuda/math_libraries.h"
#include "providers/cuda/provider_options.h"

namespace ort::cuda {

/// "CUDAExecutionProvider": one device, its memory, its kernels.
class CudaProvider final : public ExecutionProvider {
 public:
  /// Throws (usage) for a device id that does not exist.
  explicit CudaProvider(const ProviderOptions& options);

  std::string_view name() const override { return "CUDAExecutionProvider"; }
  Device device() const override { return {"cuda", resources_.options.device_id}; }
  const KernelRegistry& kernels() const override;
  std::shared_ptr<Allocator> allocator() override { return resources_.device_memory; }
  std::unique_ptr<Stream> make_stream() override { return std::make_unique<CudaStream>(resources_); }
  std::map<std::string, std::string> options() const override { return resources_.options.to_map(); }
  const Mover* mover() const override { return &mover_; }
  bool replays_work() const override { return resources_.options.enable_cuda_graph; }

  const ProviderOptions& settings() const { return resources_.options; }
  Blas& blas() const { return *libraries_.blas; }
  Dnn& dnn() const { return *libraries_.dnn; }

  /// A copy of `bytes` in device memory, complete when this returns: for tables that plans work out.
  std::shared_ptr<std::byte> upload(std::span<const std::byte> bytes) const;

 private:
  StreamResources resources_;
  MathLibraries libraries_;
  CudaMover mover_{*this};
};

/// The provider that a kernel belongs to.
inline const CudaProvider& provider_of(const KernelInfo& info) {
  return static_cast<const CudaProvider&>(info.provider());
}

}  // namespace ort::cuda
