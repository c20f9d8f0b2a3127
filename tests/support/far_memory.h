#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>

#include "libort/core/allocator.h"

namespace ort::test {

/// Memory that the processor cannot touch: allocations are addresses of a protected region, the bytes lie elsewhere.
/// A read or write through such an address ends the process, so that a missing copy is never luck.
class FarMemory final : public Allocator {
 public:
  explicit FarMemory(std::size_t capacity = std::size_t{64} << 20);
  ~FarMemory() override;
  FarMemory(const FarMemory&) = delete;
  FarMemory& operator=(const FarMemory&) = delete;

  void* allocate(std::size_t bytes) override;
  void deallocate(void* address, std::size_t bytes) noexcept override;
  const Device& device() const override { return device_; }

  /// Where the bytes of a far address really are: for kernels and copies of the device alone.
  std::byte* bytes_at(const void* address) const;
  std::size_t live_allocations() const;

 private:
  Device device_{"far", 0};
  std::size_t capacity_;
  std::byte* protected_ = nullptr;
  std::byte* real_ = nullptr;
  mutable std::mutex mutex_;
  std::map<std::size_t, std::size_t> used_;  // offset -> bytes
};

}  // namespace ort::test
