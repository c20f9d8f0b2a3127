#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "ort/device.h"

namespace ort {

/// How an arena grows: by regions of twice the size each time, or by what is asked for.
enum class ArenaExtendStrategy : int { kNextPowerOfTwo = 0, kSameAsRequested = 1 };

/// Settings of an arena, with ONNX Runtime's names. They are checked when an allocator is registered with them.
struct OrtArenaCfg {
  std::size_t max_mem = 0;                       ///< bytes; 0: no limit
  int arena_extend_strategy = -1;                ///< an ArenaExtendStrategy; -1: kNextPowerOfTwo
  int64_t initial_chunk_size_bytes = -1;         ///< of the first region; -1: 1 MiB
  int64_t max_dead_bytes_per_chunk = -1;         ///< a larger rest of a chunk is split off; -1: 128 MiB
  int64_t initial_growth_chunk_size_bytes = -1;  ///< of the second region, and of the first after shrinking; -1: 2 MiB
  int64_t max_power_of_two_extend_bytes = -1;    ///< regions do not grow beyond it; -1: 1 GiB

  OrtArenaCfg() = default;
  OrtArenaCfg(std::size_t max_bytes, int extend_strategy, int64_t initial_chunk_bytes, int64_t max_dead_bytes)
      : max_mem(max_bytes),
        arena_extend_strategy(extend_strategy),
        initial_chunk_size_bytes(initial_chunk_bytes),
        max_dead_bytes_per_chunk(max_dead_bytes) {}
  /// From the names of the fields; what is not named has its default. Throws INVALID_ARGUMENT "Invalid OrtArenaCfg
  /// option: K".
  explicit OrtArenaCfg(const std::map<std::string, int64_t>& fields);
};

/// What an arena did since it was made, with ONNX Runtime's names. Bytes in use are counted in whole chunks.
struct ArenaStatistics {
  int64_t num_allocs = 0;
  int64_t num_reserves = 0;  ///< allocations past the arena
  int64_t num_arena_extensions = 0;
  int64_t num_arena_shrinkages = 0;  ///< regions given back
  int64_t bytes_in_use = 0;
  int64_t total_allocated_bytes = 0;  ///< taken from the device now
  int64_t max_bytes_in_use = 0;
  int64_t max_alloc_size = 0;
  int64_t bytes_limit = 0;

  bool operator==(const ArenaStatistics&) const = default;
};

/// Registers an allocator of CPU memory that all sessions with the config entry "session.use_env_allocators" = "1"
/// share: an arena with the given settings, or plain memory when `mem_info` says ORT_DEVICE_ALLOCATOR.
/// Throws INVALID_ARGUMENT "Error when creating and registering allocator: " with the reason.
void create_and_register_allocator(const OrtMemoryInfo& mem_info, const OrtArenaCfg& arena_cfg = {});

/// As `create_and_register_allocator` for the device memory of any provider. Of `options` only "device_id" is known.
/// Throws INVALID_ARGUMENT "Error when creating and registering allocator in create_and_register_allocator_v2: " with
/// the reason, and EP_FAIL when the device is not there.
void create_and_register_allocator_v2(std::string_view provider_type, const OrtMemoryInfo& mem_info,
                                      const std::map<std::string, std::string>& options, const OrtArenaCfg& arena_cfg);

/// Later sessions do not share it any more; it lives as long as somebody uses its memory.
/// Throws INVALID_ARGUMENT "No allocator for this device has been registered for sharing.".
void unregister_allocator(const OrtMemoryInfo& mem_info);

/// Statistics of the arena that was registered for the device; zeros for plain memory. Throws as
/// `unregister_allocator`.
ArenaStatistics get_shared_allocator_statistics(const OrtMemoryInfo& mem_info);

}  // namespace ort
