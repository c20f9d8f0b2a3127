#include "libort/session/session_memory.h"

#include <charconv>

#include "libort/core/fail.h"
#include "libort/core/text.h"
#include "libort/session/shared_allocators.h"

namespace ort {
namespace {

bool shares_allocators(const SessionOptions& options) {
  constexpr std::string_view kKey = "session.use_env_allocators";
  return options.has_session_config_entry(kKey) && options.get_session_config_entry(kKey) == "1";
}

}  // namespace

SessionMemory::SessionMemory(const SessionOptions& options) : uses_shared_(shares_allocators(options)) {
  if (uses_shared_) shared_cpu_ = shared_allocator(Device{});
  cpu_ = std::make_shared<LimitedAllocator>(shared_cpu_ ? shared_cpu_ : cpu_allocator(), options.memory_limit);
  if (options.enable_cpu_mem_arena && !shared_cpu_ && options.memory_limit == 0)
    arena_ = std::make_shared<ArenaAllocator>(cpu_);
}

void SessionMemory::add_providers(std::span<const std::shared_ptr<ExecutionProvider>> providers) {
  providers_.assign(providers.begin(), providers.end());
  for (const auto& provider : providers_) {
    if (!uses_shared_ || provider->device().is_cpu()) continue;
    if (std::shared_ptr<Allocator> shared = shared_allocator(provider->device()))
      shared_on_devices_.push_back(std::move(shared));
  }
}

std::shared_ptr<Allocator> SessionMemory::late_cpu() const {
  if (arena_) return arena_;
  return cpu_;
}

std::shared_ptr<Allocator> SessionMemory::allocator_on(const Device& device) const {
  if (device == Device{}) return shared_cpu_ ? shared_cpu_ : late_cpu();
  for (const auto& shared : shared_on_devices_) {
    if (shared->device() == device) return shared;
  }
  for (const auto& provider : providers_) {
    if (provider->device() == device) return provider->allocator();
  }
  return nullptr;
}

ArenaAllocator* SessionMemory::arena_on(const Device& device) const {
  return dynamic_cast<ArenaAllocator*>(allocator_on(device).get());
}

ArenaAllocator* SessionMemory::arena_of(std::string_view entry) const {
  const std::size_t colon = entry.find(':');
  const std::string_view name = entry.substr(0, colon);
  const std::string_view number = colon == std::string_view::npos ? std::string_view() : entry.substr(colon + 1);
  Device device{std::string(name == "gpu" ? "cuda" : name), 0};
  bool is_device = name == "cpu" || name == "gpu";
  for (const auto& provider : providers_) is_device = is_device || provider->device().type == device.type;
  if (!is_device) fail_usage("Unsupported device specified in the memory arena shrink list: " + printable(name));
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), device.id);
  if (error != std::errc() || end != number.data() + number.size() || device.id < 0)
    fail_usage("Unsupported device id in the memory arena shrink list: " + printable(number));
  if (!allocator_on(device)) {
    fail_usage(
        "Did not find an arena based allocator registered for device-id  combination in the memory arena shrink "
        "list: " +
        printable(entry));
  }
  ArenaAllocator* const arena = arena_on(device);
  if (arena == nullptr) {
    fail_usage("The registered allocator for device-id  combination is not an arena based allocator: " +
               printable(entry));
  }
  return arena;
}

std::vector<ArenaAllocator*> SessionMemory::arenas_of(std::string_view list) const {
  std::vector<ArenaAllocator*> arenas;
  while (!list.empty()) {
    const std::size_t end = list.find(';');
    arenas.push_back(arena_of(list.substr(0, end)));
    list = end == std::string_view::npos ? std::string_view() : list.substr(end + 1);
  }
  return arenas;
}

}  // namespace ort
