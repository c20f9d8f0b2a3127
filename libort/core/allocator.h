#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

#include "libort/core/device.h"

namespace ort {

/// Where tensors live. Thread-safe.
class Allocator {
 public:
  virtual ~Allocator() = default;
  /// At least `bytes` bytes, aligned to 64. Never null: throws ort::Error (limit) with the size when there is no
  /// memory. Zero bytes give an address that must not be read.
  virtual void* allocate(std::size_t bytes) = 0;
  virtual void deallocate(void* address, std::size_t bytes) noexcept = 0;
  virtual const Device& device() const = 0;
};

/// Allocation that gives its memory back when the last copy of the pointer goes.
std::shared_ptr<std::byte> allocate_shared(const std::shared_ptr<Allocator>& allocator, std::size_t bytes);

/// Aligned memory of the process.
std::shared_ptr<Allocator> cpu_allocator();

/// Counts what passes through to `inner` and refuses (limit) what would exceed `limit` bytes; 0: no limit.
class LimitedAllocator final : public Allocator {
 public:
  LimitedAllocator(std::shared_ptr<Allocator> inner, std::size_t limit);
  void* allocate(std::size_t bytes) override;
  void deallocate(void* address, std::size_t bytes) noexcept override;
  const Device& device() const override;
  std::size_t bytes_in_use() const { return in_use_.load(); }
  std::size_t max_bytes_in_use() const { return peak_.load(); }

 private:
  std::shared_ptr<Allocator> inner_;
  std::size_t limit_;
  std::atomic<std::size_t> in_use_{0};
  std::atomic<std::size_t> peak_{0};
};

}  // namespace ort
