#include "libort/core/arena_allocator.h"

#include <algorithm>
#include <new>
#include <string>

#include "libort/core/checked_math.h"
#include "libort/core/fail.h"

namespace ort {
namespace {

constexpr std::size_t kGranularity = 256;
constexpr std::size_t kSmallestRegionToTry = 8 << 10;

/// Null with the reason when the device has no such piece.
void* allocate_or_null(Allocator& allocator, std::size_t bytes, std::string& why) {
  try {
    return allocator.allocate(bytes);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kLimit) throw;
    why = error.what();
  } catch (const std::bad_alloc&) {
    why = "out of memory";
  }
  return nullptr;
}

}  // namespace

ArenaAllocator::ArenaAllocator(std::shared_ptr<Allocator> device_memory, const ArenaConfig& config)
    : device_memory_(std::move(device_memory)),
      config_(config),
      growth_(checked_align(std::max<std::size_t>(config.first_region, 1), kGranularity)) {
  statistics_.bytes_limit = static_cast<int64_t>(std::min<std::size_t>(config.limit, INT64_MAX));
}

ArenaAllocator::~ArenaAllocator() {
  for (const auto& [address, bytes] : regions_) device_memory_->deallocate(address, bytes);
  for (const auto& [address, bytes] : reserved_) device_memory_->deallocate(address, bytes);
}

void* ArenaAllocator::allocate(std::size_t bytes) {
  if (bytes == 0) return device_memory_->allocate(0);
  const std::size_t rounded = checked_align(bytes, kGranularity);
  const std::lock_guard lock(mutex_);
  if (void* found = take_free(rounded)) return found;
  extend(rounded);
  return take_free(rounded);
}

void ArenaAllocator::deallocate(void* address, std::size_t bytes) noexcept {
  if (bytes == 0) return device_memory_->deallocate(address, 0);
  const std::lock_guard lock(mutex_);
  const auto reserved = reserved_.find(address);
  if (reserved != reserved_.end()) {
    statistics_.bytes_in_use -= static_cast<int64_t>(reserved->second);
    statistics_.total_allocated_bytes -= static_cast<int64_t>(reserved->second);
    device_memory_->deallocate(address, reserved->second);
    reserved_.erase(reserved);
    return;
  }
  auto piece = pieces_.find(static_cast<std::byte*>(address));
  statistics_.bytes_in_use -= static_cast<int64_t>(piece->second.bytes);
  FreePieces::node_type node = std::move(piece->second.free_node);
  piece->second.free = true;
  merge_with_next(piece);
  if (!piece->second.begins_region && std::prev(piece)->second.free) {
    --piece;
    free_.erase({piece->second.bytes, piece->first});
    merge_with_next(piece);
  }
  node.value() = {piece->second.bytes, piece->first};
  free_.insert(std::move(node));
}

void ArenaAllocator::merge_with_next(Pieces::iterator piece) {
  const auto next = std::next(piece);
  if (next == pieces_.end() || !next->second.free || next->second.begins_region) return;
  free_.erase({next->second.bytes, next->first});
  piece->second.bytes += next->second.bytes;
  pieces_.erase(next);
}

void* ArenaAllocator::take_free(std::size_t bytes) {
  const auto best = free_.lower_bound({bytes, nullptr});
  if (best == free_.end()) return nullptr;
  const auto piece = pieces_.find(best->second);
  const std::size_t left_over = piece->second.bytes - bytes;
  if (left_over >= bytes || left_over >= config_.max_dead_bytes) split(piece, bytes);
  piece->second.free_node = free_.extract(best);
  piece->second.free = false;
  count_allocation(piece->second.bytes);
  return piece->first;
}

void ArenaAllocator::split(Pieces::iterator piece, std::size_t bytes) {
  const std::size_t rest_bytes = piece->second.bytes - bytes;
  const auto rest = pieces_.emplace_hint(std::next(piece), piece->first + bytes, Piece{rest_bytes, true, false, {}});
  try {
    free_.emplace(rest_bytes, rest->first);
  } catch (...) {
    pieces_.erase(rest);
    throw;
  }
  piece->second.bytes = bytes;
}

void ArenaAllocator::count_allocation(std::size_t bytes) {
  const auto counted = static_cast<int64_t>(bytes);
  ++statistics_.num_allocs;
  statistics_.bytes_in_use += counted;
  statistics_.max_bytes_in_use = std::max(statistics_.max_bytes_in_use, statistics_.bytes_in_use);
  statistics_.max_alloc_size = std::max(statistics_.max_alloc_size, counted);
}

std::size_t ArenaAllocator::available() const {
  const auto taken = static_cast<std::size_t>(statistics_.total_allocated_bytes);
  return config_.limit <= taken ? 0 : (config_.limit - taken) / kGranularity * kGranularity;
}

std::size_t ArenaAllocator::next_region_bytes(std::size_t bytes, std::size_t limit) {
  if (config_.strategy == ArenaExtendStrategy::kSameAsRequested || bytes > config_.largest_region) return bytes;
  const std::size_t largest = std::max(config_.largest_region / kGranularity * kGranularity, kGranularity);
  while (growth_ < bytes) growth_ = growth_ > largest / 2 ? largest : growth_ * 2;
  const std::size_t region = growth_;
  const std::size_t doubled = growth_ > largest / 2 ? largest : growth_ * 2;
  growth_ = regions_.empty() ? std::max(region, std::min(config_.second_region, largest)) : std::max(region, doubled);
  return std::min(std::max(region, bytes), limit);
}

/// A region of `region_bytes`, or of the largest size above `needed` that the device still has; null when it has none.
void* ArenaAllocator::try_region(std::size_t& region_bytes, std::size_t needed, std::string& why) {
  while (true) {
    if (void* address = allocate_or_null(*device_memory_, region_bytes, why)) return address;
    if (region_bytes == needed) return nullptr;
    region_bytes = region_bytes / 10 * 9 / kGranularity * kGranularity;
    if (region_bytes < needed || region_bytes < kSmallestRegionToTry) region_bytes = needed;
  }
}

void ArenaAllocator::extend(std::size_t bytes) {
  if (bytes > available() && (!release_unused(false) || bytes > available())) {
    fail_limit("Available memory of " + std::to_string(available()) + " is smaller than requested bytes of " +
               std::to_string(bytes));
  }
  std::string why;
  std::size_t region_bytes = next_region_bytes(bytes, available());
  void* memory = try_region(region_bytes, bytes, why);
  if (memory == nullptr && release_unused(false)) memory = allocate_or_null(*device_memory_, region_bytes, why);
  if (memory == nullptr)
    fail_limit("Failed to allocate memory for requested buffer of size " + std::to_string(bytes) + ": " + why);
  add_region(static_cast<std::byte*>(memory), region_bytes);
}

void ArenaAllocator::add_region(std::byte* region, std::size_t bytes) {
  try {
    pieces_.emplace(region, Piece{bytes, true, true, {}});
    free_.emplace(bytes, region);
    regions_.emplace(region, bytes);
  } catch (...) {
    free_.erase({bytes, region});
    pieces_.erase(region);
    device_memory_->deallocate(region, bytes);
    throw;
  }
  if (regions_.size() == 1) first_region_ = region;
  ++statistics_.num_arena_extensions;
  statistics_.total_allocated_bytes += static_cast<int64_t>(bytes);
}

bool ArenaAllocator::release_unused(bool keep_first) {
  bool released = false;
  for (auto region = regions_.begin(); region != regions_.end();) {
    const auto [address, bytes] = *region;
    const auto piece = pieces_.find(address);
    const bool unused = piece->second.free && piece->second.bytes == bytes;
    if (!unused || (keep_first && address == first_region_)) {
      ++region;
      continue;
    }
    free_.erase({bytes, address});
    pieces_.erase(piece);
    device_memory_->deallocate(address, bytes);
    region = regions_.erase(region);
    statistics_.total_allocated_bytes -= static_cast<int64_t>(bytes);
    ++statistics_.num_arena_shrinkages;
    released = true;
  }
  return released;
}

void* ArenaAllocator::reserve(std::size_t bytes) {
  if (bytes == 0) return device_memory_->allocate(0);
  const std::lock_guard lock(mutex_);
  if (bytes > available()) {
    fail_limit("Available memory of " + std::to_string(available()) + " is smaller than requested bytes of " +
               std::to_string(bytes));
  }
  void* const address = device_memory_->allocate(bytes);
  try {
    reserved_.emplace(address, bytes);
  } catch (...) {
    device_memory_->deallocate(address, bytes);
    throw;
  }
  ++statistics_.num_reserves;
  statistics_.total_allocated_bytes += static_cast<int64_t>(bytes);
  count_allocation(bytes);
  return address;
}

void ArenaAllocator::shrink() {
  const std::lock_guard lock(mutex_);
  release_unused(config_.strategy == ArenaExtendStrategy::kNextPowerOfTwo);
  growth_ = checked_align(std::max<std::size_t>(config_.second_region, 1), kGranularity);
}

ArenaStatistics ArenaAllocator::statistics() const {
  const std::lock_guard lock(mutex_);
  return statistics_;
}

}  // namespace ort
