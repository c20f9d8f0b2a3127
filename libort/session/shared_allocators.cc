#include "libort/session/shared_allocators.h"

#include <algorithm>
#include <mutex>
#include <vector>

#include "libort/core/arena_allocator.h"
#include "libort/core/fail.h"
#include "libort/core/text.h"
#include "libort/runtime/device_access.h"
#include "libort/session/ort_device.h"
#include "ort/allocator.h"
#include "ort/environment.h"

namespace ort {
namespace {

constexpr std::string_view kRegistering = "Error when creating and registering allocator: ";
constexpr std::string_view kRegisteringV2 =
    "Error when creating and registering allocator in create_and_register_allocator_v2: ";

struct Registry {
  std::mutex mutex;
  std::vector<std::shared_ptr<Allocator>> allocators;
};

Registry& registry() {
  static Registry shared;
  return shared;
}

auto find_in(Registry& known, const Device& device) {
  return std::find_if(known.allocators.begin(), known.allocators.end(),
                      [&](const auto& allocator) { return allocator->device() == device; });
}

/// Bytes that a setting of an arena asks for.
std::size_t bytes_or(int64_t value, std::size_t otherwise, std::string_view prefix, std::string_view name) {
  if (value == -1) return otherwise;
  if (value < -1)
    fail_usage(std::string(prefix) + "Received invalid value for " + std::string(name) + ": " + std::to_string(value));
  return static_cast<std::size_t>(value);
}

ArenaConfig checked_config(const OrtArenaCfg& given, std::string_view prefix) {
  if (given.arena_extend_strategy < -1 || given.arena_extend_strategy > 1) {
    fail_usage(std::string(prefix) +
               "Received invalid value for arena extend strategy. Valid values can be either 0, 1 or -1.");
  }
  ArenaConfig config;
  if (given.max_mem != 0) config.limit = given.max_mem;
  if (given.arena_extend_strategy == 1) config.strategy = ArenaExtendStrategy::kSameAsRequested;
  config.first_region =
      bytes_or(given.initial_chunk_size_bytes, config.first_region, prefix, "initial_chunk_size_bytes");
  config.second_region =
      bytes_or(given.initial_growth_chunk_size_bytes, config.second_region, prefix, "initial_growth_chunk_size_bytes");
  config.largest_region =
      bytes_or(given.max_power_of_two_extend_bytes, config.largest_region, prefix, "max_power_of_two_extend_bytes");
  config.max_dead_bytes =
      bytes_or(given.max_dead_bytes_per_chunk, config.max_dead_bytes, prefix, "max_dead_bytes_per_chunk");
  return config;
}

void register_shared(const std::shared_ptr<Allocator>& memory, const OrtMemoryInfo& info, const OrtArenaCfg& given,
                     std::string_view prefix) {
  const ArenaConfig config = checked_config(given, prefix);
  const bool is_arena = info.allocator_type() == OrtAllocatorType::ORT_ARENA_ALLOCATOR;
  Registry& known = registry();
  const std::lock_guard lock(known.mutex);
  if (find_in(known, memory->device()) != known.allocators.end()) {
    fail_usage(std::string(prefix) + "An allocator for this device has already been registered for sharing.");
  }
  known.allocators.push_back(is_arena ? std::make_shared<ArenaAllocator>(memory, config) : memory);
}

/// Whether "CUDAExecutionProvider" works on devices of type "cuda", and so on.
bool serves(std::string_view provider, std::string_view device_type) {
  constexpr std::string_view kSuffix = "ExecutionProvider";
  if (!provider.ends_with(kSuffix)) return false;
  provider.remove_suffix(kSuffix.size());
  return std::ranges::equal(provider, device_type, [](char a, char b) { return (a | 0x20) == b; });
}

std::shared_ptr<Allocator> registered(const OrtMemoryInfo& mem_info) {
  std::shared_ptr<Allocator> allocator = shared_allocator(device_of(mem_info.device()));
  if (!allocator) fail_usage("No allocator for this device has been registered for sharing.");
  return allocator;
}

}  // namespace

OrtArenaCfg::OrtArenaCfg(const std::map<std::string, int64_t>& fields) {
  for (const auto& [name, value] : fields) {
    if (name == "max_mem") {
      max_mem = static_cast<std::size_t>(std::max<int64_t>(value, 0));
    } else if (name == "arena_extend_strategy") {
      arena_extend_strategy = static_cast<int>(std::clamp<int64_t>(value, INT32_MIN, INT32_MAX));
    } else if (name == "initial_chunk_size_bytes") {
      initial_chunk_size_bytes = value;
    } else if (name == "max_dead_bytes_per_chunk") {
      max_dead_bytes_per_chunk = value;
    } else if (name == "initial_growth_chunk_size_bytes") {
      initial_growth_chunk_size_bytes = value;
    } else if (name == "max_power_of_two_extend_bytes") {
      max_power_of_two_extend_bytes = value;
    } else {
      fail_usage("Invalid OrtArenaCfg option: " + printable(name));
    }
  }
}

std::shared_ptr<Allocator> shared_allocator(const Device& device) {
  Registry& known = registry();
  const std::lock_guard lock(known.mutex);
  const auto found = find_in(known, device);
  return found == known.allocators.end() ? nullptr : *found;
}

void create_and_register_allocator(const OrtMemoryInfo& mem_info, const OrtArenaCfg& arena_cfg) {
  if (mem_info.device().device_type() != OrtDevice::cpu()) {
    fail_usage(std::string(kRegistering) +
               "Only CPU devices are supported. Please call CreateAndRegisterAllocatorV2() for other device.");
  }
  register_shared(cpu_allocator(), mem_info, arena_cfg, kRegistering);
}

void create_and_register_allocator_v2(std::string_view provider_type, const OrtMemoryInfo& mem_info,
                                      const std::map<std::string, std::string>& options, const OrtArenaCfg& arena_cfg) {
  const OrtDevice& device = mem_info.device();
  if (!serves(provider_type, device.name()) || mem_info.is_pinned()) {
    fail_usage(std::string(kRegisteringV2) + printable(provider_type) +
               " is not implemented in CreateAndRegisterAllocatorV2() for the memory '" + printable(mem_info.name()) +
               "'");
  }
  for (const auto& [name, value] : options) {
    if (name == "device_id" && value == std::to_string(device.device_id())) continue;
    fail_usage(std::string(kRegisteringV2) + "Unknown provider option: \"" + printable(name) + "\" with the value \"" +
               printable(value) + "\".");
  }
  const bool is_cpu = device.device_type() == OrtDevice::cpu();
  register_shared(is_cpu ? cpu_allocator() : device_access(device_of(device))->allocator(), mem_info, arena_cfg,
                  kRegisteringV2);
}

void unregister_allocator(const OrtMemoryInfo& mem_info) {
  const std::shared_ptr<Allocator> gone = registered(mem_info);
  Registry& known = registry();
  const std::lock_guard lock(known.mutex);
  std::erase(known.allocators, gone);
}

ArenaStatistics get_shared_allocator_statistics(const OrtMemoryInfo& mem_info) {
  const std::shared_ptr<Allocator> allocator = registered(mem_info);
  const auto* arena = dynamic_cast<const ArenaAllocator*>(allocator.get());
  return arena == nullptr ? ArenaStatistics{} : arena->statistics();
}

}  // namespace ort
