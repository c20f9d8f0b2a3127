#include "libort/core/allocator.h"

#include <sys/sysinfo.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "libort/core/fail.h"

namespace ort {
namespace {

constexpr std::size_t kAlignment = 64;

/// RAM and swap of the machine: no larger buffer can ever be filled, whatever the system promises.
std::size_t machine_memory() {
  struct sysinfo facts = {};
  if (sysinfo(&facts) != 0) return PTRDIFF_MAX;
  return (facts.totalram + facts.totalswap) * facts.mem_unit;
}

class CpuAllocator final : public Allocator {
 public:
  void* allocate(std::size_t bytes) override {
    static const std::size_t machine = machine_memory();
    if (bytes == 0) return empty_;
    void* address = nullptr;
    if (bytes <= machine) address = std::aligned_alloc(kAlignment, (bytes + kAlignment - 1) & ~(kAlignment - 1));
    if (address == nullptr) fail_limit("out of memory: " + std::to_string(bytes) + " bytes could not be allocated");
    return address;
  }

  void deallocate(void* address, std::size_t) noexcept override {
    if (address != empty_) std::free(address);
  }

  const Device& device() const override { return device_; }

 private:
  Device device_;
  alignas(kAlignment) std::byte empty_[1] = {};
};

}  // namespace

std::shared_ptr<std::byte> allocate_shared(const std::shared_ptr<Allocator>& allocator, std::size_t bytes) {
  auto* address = static_cast<std::byte*>(allocator->allocate(bytes));
  return {address, [allocator, bytes](std::byte* held) { allocator->deallocate(held, bytes); }};
}

std::shared_ptr<Allocator> cpu_allocator() {
  static const std::shared_ptr<Allocator> allocator = std::make_shared<CpuAllocator>();
  return allocator;
}

LimitedAllocator::LimitedAllocator(std::shared_ptr<Allocator> inner, std::size_t limit)
    : inner_(std::move(inner)), limit_(limit) {}

void* LimitedAllocator::allocate(std::size_t bytes) {
  std::size_t in_use = in_use_.load();
  do {
    if (bytes > (limit_ == 0 ? SIZE_MAX : limit_) - in_use) {
      fail_limit("memory limit of " + std::to_string(limit_) + " bytes reached: " + std::to_string(bytes) +
                 " bytes were asked for while " + std::to_string(in_use) + " were in use");
    }
  } while (!in_use_.compare_exchange_weak(in_use, in_use + bytes));
  void* address = nullptr;
  try {
    address = inner_->allocate(bytes);
  } catch (...) {
    in_use_.fetch_sub(bytes);
    throw;
  }
  std::size_t peak = peak_.load();
  while (peak < in_use + bytes && !peak_.compare_exchange_weak(peak, in_use + bytes)) {
  }
  return address;
}

void LimitedAllocator::deallocate(void* address, std::size_t bytes) noexcept {
  inner_->deallocate(address, bytes);
  in_use_.fetch_sub(bytes);
}

const Device& LimitedAllocator::device() const { return inner_->device(); }

}  // namespace ort
