#pragma once

#include <atomic>
#include <memory>

#include "libort/runtime/provider.h"
#include "tests/support/far_memory.h"

namespace ort::test {

/// What the provider was asked to do, for tests to look at.
struct FarCounts {
  std::atomic<int> to_device{0};
  std::atomic<int> to_host{0};
  std::atomic<int> launches{0};
  std::atomic<int> synchronizations{0};
};

/// A small device beside the CPU, "FarExecutionProvider": Add, Relu and Reshape on float tensors, in memory of its own.
/// Its streams work like those of a real device: launches and copies back are only queued and happen when the stream is
/// synchronised; copies from pageable CPU memory take the bytes at once.
class FarProvider final : public ExecutionProvider {
 public:
  explicit FarProvider(std::size_t capacity = std::size_t{64} << 20);

  std::string_view name() const override { return "FarExecutionProvider"; }
  Device device() const override { return memory_->device(); }
  const KernelRegistry& kernels() const override { return kernels_; }
  std::shared_ptr<Allocator> allocator() override { return memory_; }
  std::unique_ptr<Stream> make_stream() override;

  FarMemory& memory() { return *memory_; }
  FarCounts& counts() { return *counts_; }

 private:
  std::shared_ptr<FarMemory> memory_;
  std::shared_ptr<FarCounts> counts_;
  KernelRegistry kernels_;
};

}  // namespace ort::test
