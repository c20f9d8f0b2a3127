#include "providers/cuda/cuda_provider.h"

#include "libort/core/arena_allocator.h"
#include "libort/core/fail.h"
#include "providers/cuda/cuda_error.h"
#include "providers/cuda/families.h"

namespace ort::cuda {
namespace {

void check_device(int id) {
  int count = 0;
  check(cudaGetDeviceCount(&count), "counting devices");
  if (id >= 0 && id < count) return;
  fail_usage("Invalid device ID: " + std::to_string(id) + ", must be between 0 (inclusive) and " +
             std::to_string(count) + " (exclusive).");
}

/// ONNX Runtime's arena over the memory of the device.
std::shared_ptr<Allocator> make_arena(const ProviderOptions& options, std::shared_ptr<MemoryBudget> budget) {
  ArenaConfig config;
  config.limit = options.gpu_mem_limit;
  config.strategy = options.arena_extend_strategy == ArenaExtend::kNextPowerOfTwo
                        ? ArenaExtendStrategy::kNextPowerOfTwo
                        : ArenaExtendStrategy::kSameAsRequested;
  return std::make_shared<ArenaAllocator>(device_memory(options, std::move(budget)), config);
}

StreamResources make_resources(const ProviderOptions& options) {
  check_device(options.device_id);
  auto budget = std::make_shared<MemoryBudget>(options.gpu_mem_limit);
  return {options, budget, make_arena(options, budget), pinned_memory()};
}

}  // namespace

CudaProvider::CudaProvider(const ProviderOptions& options)
    : resources_(make_resources(options)), libraries_(make_math_libraries(options, resources_.device_memory)) {}

const KernelRegistry& CudaProvider::kernels() const { return kernel_registry(); }

std::shared_ptr<std::byte> CudaProvider::upload(std::span<const std::byte> bytes) const {
  const std::shared_ptr<std::byte> memory = allocate_shared(resources_.device_memory, bytes.size());
  const StreamHandle stream(resources_.options.device_id);
  check(cudaMemcpyAsync(memory.get(), bytes.data(), bytes.size(), cudaMemcpyHostToDevice, stream.get()),
        "copying a table to the device");
  check(cudaStreamSynchronize(stream.get()), "copying a table to the device");
  return memory;
}

}  // namespace ort::cuda
