#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "libort/core/arena_allocator.h"
#include "libort/runtime/provider.h"
#include "ort/options.h"

namespace ort {

/// Where a session's tensors live. CPU memory comes from the process, or from the shared allocator with
/// "session.use_env_allocators"; what is sized while a run is under way comes from an arena of the session, unless the
/// options switch it off or set a memory limit (which an arena would make inexact). Device memory comes from the
/// providers, or from the allocators that are shared for their devices.
class SessionMemory {
 public:
  explicit SessionMemory(const SessionOptions& options);

  /// Notes the devices of the session.
  void add_providers(std::span<const std::shared_ptr<ExecutionProvider>> providers);

  const std::shared_ptr<LimitedAllocator>& cpu() const { return cpu_; }
  std::shared_ptr<Allocator> late_cpu() const;
  /// Allocators that are shared with other sessions and stand in for the providers', each for its device.
  const std::vector<std::shared_ptr<Allocator>>& shared_on_devices() const { return shared_on_devices_; }

  /// The arena on a device; null when there is none.
  ArenaAllocator* arena_on(const Device& device) const;

  /// The arenas that a list such as "cpu:0;gpu:0" means. Throws INVALID_ARGUMENT with ONNX Runtime's messages for what
  /// is no device with an arena of this session.
  std::vector<ArenaAllocator*> arenas_of(std::string_view list) const;

 private:
  ArenaAllocator* arena_of(std::string_view entry) const;
  std::shared_ptr<Allocator> allocator_on(const Device& device) const;

  bool uses_shared_ = false;
  std::shared_ptr<Allocator> shared_cpu_;
  std::shared_ptr<LimitedAllocator> cpu_;
  std::shared_ptr<ArenaAllocator> arena_;
  std::vector<std::shared_ptr<Allocator>> shared_on_devices_;
  std::vector<std::shared_ptr<ExecutionProvider>> providers_;
};

}  // namespace ort
