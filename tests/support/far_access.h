#pragma once

#include <atomic>
#include <memory>

#include "libort/runtime/device_access.h"
#include "tests/support/far_memory.h"

namespace ort::test {

/// Values in far memory outside of sessions.
class FarAccess final : public DeviceAccess {
 public:
  explicit FarAccess(std::shared_ptr<FarMemory> memory) : memory_(std::move(memory)) {}

  const Device& device() const override { return memory_->device(); }
  std::shared_ptr<Allocator> allocator() override { return memory_; }
  void copy(const Tensor& source, Tensor& target) override;

  int copies() const { return copies_; }

 private:
  std::shared_ptr<FarMemory> memory_;
  std::atomic<int> copies_{0};
};

}  // namespace ort::test
