#pragma once

#include <cstddef>
#include <map>
#include <mutex>

namespace ort::cuda::host {

/// The memory of the device: a region of addresses that nobody may touch except while the device works. A read or
/// write from outside ends the process, so that a missing copy is never luck.
class DeviceMemory {
 public:
  static DeviceMemory& instance();

  /// Null when there is no room. Aligned to 256 bytes; the bytes are 0xFF, so that reading what nobody wrote shows.
  void* allocate(std::size_t bytes);
  /// False when the address is no allocation.
  bool deallocate(void* address);
  bool contains(const void* address) const;
  /// Whether [address, address + bytes) lies inside one allocation.
  bool is_allocated(const void* address, std::size_t bytes) const;
  std::size_t capacity() const { return capacity_; }
  std::size_t in_use() const;
  std::size_t allocations() const;
  /// Everything above so many bytes fails to be allocated from now on.
  void set_capacity(std::size_t bytes);

  /// The device works as long as this lives: its memory is open. Work of one thread at a time.
  class Open {
   public:
    Open();
    ~Open();
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;
  };

 private:
  DeviceMemory();
  void protect(bool open) const;

  std::size_t capacity_;
  std::byte* base_ = nullptr;
  mutable std::mutex mutex_;
  std::map<std::size_t, std::size_t> used_;  ///< offset -> bytes
  std::size_t in_use_ = 0;
  std::recursive_mutex working_;
  int depth_ = 0;
};

/// CPU memory that the device reaches directly.
class PinnedMemory {
 public:
  static PinnedMemory& instance();
  void* allocate(std::size_t bytes);
  bool deallocate(void* address);
  bool contains(const void* address) const;

 private:
  mutable std::mutex mutex_;
  std::map<const std::byte*, std::size_t> used_;
};

}  // namespace ort::cuda::host
