#include "providers/cuda/host/memory.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

namespace ort::cuda::host {
namespace {

constexpr std::size_t kRegionBytes = std::size_t{64} << 30;
constexpr std::size_t kDefaultCapacity = std::size_t{8} << 30;
constexpr std::size_t kAlignment = 256;
constexpr std::size_t kPageBytes = 4096;

std::size_t rounded(std::size_t bytes) {
  return (std::max<std::size_t>(bytes, 1) + kAlignment - 1) / kAlignment * kAlignment;
}

}  // namespace

DeviceMemory& DeviceMemory::instance() {
  // Lives as long as the process: values of a program may go after its static objects.
  static DeviceMemory* memory = new DeviceMemory();
  return *memory;
}

DeviceMemory::DeviceMemory() : capacity_(kDefaultCapacity) {
  void* region = mmap(nullptr, kRegionBytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (region == MAP_FAILED) throw std::bad_alloc();
  base_ = static_cast<std::byte*>(region);
}

void* DeviceMemory::allocate(std::size_t bytes) {
  const Open open;
  const std::lock_guard lock(mutex_);
  const std::size_t wanted = rounded(bytes);
  if (bytes > kRegionBytes || in_use_ + wanted > capacity_) return nullptr;
  std::size_t offset = 0;
  for (const auto& [begin, size] : used_) {
    if (begin - offset >= wanted) break;
    offset = begin + size;
  }
  if (offset + wanted > kRegionBytes) return nullptr;
  used_[offset] = wanted;
  in_use_ += wanted;
  std::memset(base_ + offset, 0xFF, wanted);
  return base_ + offset;
}

bool DeviceMemory::deallocate(void* address) {
  const std::lock_guard lock(mutex_);
  const auto found = used_.find(static_cast<std::size_t>(static_cast<std::byte*>(address) - base_));
  if (found == used_.end()) return false;
  in_use_ -= found->second;
  // Only whole pages: the others hold neighbours.
  const std::size_t first_page = (found->first + kPageBytes - 1) / kPageBytes * kPageBytes;
  const std::size_t last_page = (found->first + found->second) / kPageBytes * kPageBytes;
  if (first_page < last_page) madvise(base_ + first_page, last_page - first_page, MADV_DONTNEED);
  used_.erase(found);
  return true;
}

bool DeviceMemory::contains(const void* address) const {
  const auto* byte = static_cast<const std::byte*>(address);
  return byte >= base_ && byte < base_ + kRegionBytes;
}

bool DeviceMemory::is_allocated(const void* address, std::size_t bytes) const {
  if (!contains(address)) return false;
  const std::lock_guard lock(mutex_);
  const auto offset = static_cast<std::size_t>(static_cast<const std::byte*>(address) - base_);
  auto next = used_.upper_bound(offset);
  if (next == used_.begin()) return false;
  --next;
  return offset + bytes <= next->first + next->second;
}

std::size_t DeviceMemory::in_use() const {
  const std::lock_guard lock(mutex_);
  return in_use_;
}

std::size_t DeviceMemory::allocations() const {
  const std::lock_guard lock(mutex_);
  return used_.size();
}

void DeviceMemory::set_capacity(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  capacity_ = bytes;
}

void DeviceMemory::protect(bool open) const {
  mprotect(base_, kRegionBytes, open ? PROT_READ | PROT_WRITE : PROT_NONE);
}

DeviceMemory::Open::Open() {
  DeviceMemory& memory = instance();
  memory.working_.lock();
  if (memory.depth_++ == 0) memory.protect(true);
}

DeviceMemory::Open::~Open() {
  DeviceMemory& memory = instance();
  if (--memory.depth_ == 0) memory.protect(false);
  memory.working_.unlock();
}

PinnedMemory& PinnedMemory::instance() {
  static PinnedMemory* memory = new PinnedMemory();
  return *memory;
}

void* PinnedMemory::allocate(std::size_t bytes) {
  auto* address = static_cast<std::byte*>(std::aligned_alloc(kAlignment, rounded(bytes)));
  if (address == nullptr) return nullptr;
  const std::lock_guard lock(mutex_);
  used_[address] = rounded(bytes);
  return address;
}

bool PinnedMemory::deallocate(void* address) {
  const std::lock_guard lock(mutex_);
  if (used_.erase(static_cast<std::byte*>(address)) == 0) return false;
  std::free(address);
  return true;
}

bool PinnedMemory::contains(const void* address) const {
  const std::lock_guard lock(mutex_);
  const auto* byte = static_cast<const std::byte*>(address);
  auto next = used_.upper_bound(byte);
  if (next == used_.begin()) return false;
  --next;
  return byte < next->first + next->second;
}

}  // namespace ort::cuda::host
