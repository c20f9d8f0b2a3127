#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "libort/core/allocator.h"
#include "ort/allocator.h"

namespace ort {

/// Settings of an arena with their defaults, ONNX Runtime's.
struct ArenaConfig {
  std::size_t limit = SIZE_MAX;  ///< bytes that the arena may take from its device
  ArenaExtendStrategy strategy = ArenaExtendStrategy::kNextPowerOfTwo;
  std::size_t first_region = std::size_t{1} << 20;
  std::size_t second_region = std::size_t{2} << 20;
  std::size_t largest_region = std::size_t{1} << 30;  ///< a larger request gets a region of its own size
  std::size_t max_dead_bytes = std::size_t{128} << 20;
};

/// Takes memory of another allocator in regions and hands out pieces of them: the smallest free piece that fits, in
/// multiples of 256 bytes; free neighbours become one piece. Never touches the memory itself, so it serves any device.
/// A piece is split when less than half of it is needed, or more than `max_dead_bytes` would be left over.
///
/// With kNextPowerOfTwo each region is twice as large as the one before it, with kSameAsRequested it has the size of
/// the request. When the device refuses a region, smaller ones are tried down to the request; then unused regions go
/// back to the device, and the last try follows.
class ArenaAllocator final : public Allocator {
 public:
  explicit ArenaAllocator(std::shared_ptr<Allocator> device_memory, const ArenaConfig& config = {});
  ~ArenaAllocator() override;
  ArenaAllocator(const ArenaAllocator&) = delete;
  ArenaAllocator& operator=(const ArenaAllocator&) = delete;

  /// Throws (limit) "Available memory of A is smaller than requested bytes of B" or "Failed to allocate memory for
  /// requested buffer of size N: <why>".
  void* allocate(std::size_t bytes) override;
  void deallocate(void* address, std::size_t bytes) noexcept override;
  const Device& device() const override { return device_memory_->device(); }

  /// Memory of the device itself, past the arena; counted, and given back with `deallocate`.
  void* reserve(std::size_t bytes);

  /// Gives regions without a piece in use back to the device and starts to grow anew. With kNextPowerOfTwo the first
  /// region stays.
  void shrink();

  ArenaStatistics statistics() const;

 private:
  using FreePieces = std::set<std::pair<std::size_t, std::byte*>>;
  struct Piece {
    std::size_t bytes = 0;
    bool free = false;
    bool begins_region = false;
    FreePieces::node_type free_node;  // of a piece in use: giving it back must not need memory
  };
  using Pieces = std::map<std::byte*, Piece>;

  void* take_free(std::size_t bytes);
  void split(Pieces::iterator piece, std::size_t bytes);
  void merge_with_next(Pieces::iterator piece);
  void extend(std::size_t bytes);
  std::size_t next_region_bytes(std::size_t bytes, std::size_t available);
  void* try_region(std::size_t& region_bytes, std::size_t needed, std::string& why);
  std::size_t available() const;
  void add_region(std::byte* region, std::size_t bytes);
  bool release_unused(bool keep_first);
  void count_allocation(std::size_t bytes);

  const std::shared_ptr<Allocator> device_memory_;
  const ArenaConfig config_;
  mutable std::mutex mutex_;
  Pieces pieces_;                              // all, by address
  FreePieces free_;                            // by size
  std::map<std::byte*, std::size_t> regions_;  // address -> bytes
  std::byte* first_region_ = nullptr;
  std::unordered_map<void*, std::size_t> reserved_;
  std::size_t growth_;  // size of the next region, unless more is asked for
  ArenaStatistics statistics_;
};

}  // namespace ort
