#include "tests/support/far_memory.h"

#include <sys/mman.h>

#include <algorithm>

#include "libort/core/fail.h"

namespace ort::test {

FarMemory::FarMemory(std::size_t capacity) : capacity_(capacity) {
  void* hidden = mmap(nullptr, capacity, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  void* real = mmap(nullptr, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (hidden == MAP_FAILED || real == MAP_FAILED) fail_limit("no address space for the far memory");
  protected_ = static_cast<std::byte*>(hidden);
  real_ = static_cast<std::byte*>(real);
}

FarMemory::~FarMemory() {
  munmap(protected_, capacity_);
  munmap(real_, capacity_);
}

void* FarMemory::allocate(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  const std::size_t wanted = (std::max<std::size_t>(bytes, 1) + 63) / 64 * 64;
  std::size_t offset = 0;
  for (const auto& [begin, size] : used_) {
    if (begin - offset >= wanted) break;
    offset = begin + size;
  }
  if (offset + wanted > capacity_) fail_limit("the far memory has no room for " + std::to_string(bytes) + " bytes");
  used_[offset] = wanted;
  return protected_ + offset;
}

void FarMemory::deallocate(void* address, std::size_t) noexcept {
  const std::lock_guard lock(mutex_);
  used_.erase(static_cast<std::size_t>(static_cast<std::byte*>(address) - protected_));
}

std::byte* FarMemory::bytes_at(const void* address) const {
  return real_ + (static_cast<const std::byte*>(address) - protected_);
}

std::size_t FarMemory::live_allocations() const {
  const std::lock_guard lock(mutex_);
  return used_.size();
}

}  // namespace ort::test
