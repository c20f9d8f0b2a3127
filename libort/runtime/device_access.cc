#include "libort/runtime/device_access.h"

#include <algorithm>
#include <mutex>
#include <vector>

#include "libort/core/fail.h"
#include "libort/core/text.h"
#include "libort/runtime/provider_module.h"

namespace ort {
namespace {

struct Registry {
  std::mutex mutex;
  std::vector<std::shared_ptr<DeviceAccess>> accesses;

  std::shared_ptr<DeviceAccess> find(const Device& device) {
    const std::lock_guard lock(mutex);
    const auto found =
        std::find_if(accesses.begin(), accesses.end(), [&](const auto& access) { return access->device() == device; });
    return found == accesses.end() ? nullptr : *found;
  }
};

Registry& registry() {
  static Registry known;
  return known;
}

}  // namespace

std::shared_ptr<DeviceAccess> device_access(const Device& device) {
  if (auto access = registry().find(device)) return access;
  if (device.type != "cuda") fail_provider("there is no device '" + printable(device.type) + "'");
  const LoadedModule& loaded = provider_module("CUDAExecutionProvider");
  if (loaded.module == nullptr) {
    fail_provider("Can't allocate memory on the CUDA device: CUDAExecutionProvider is missing, " + loaded.reason);
  }
  register_device_access(loaded.module->device_access(device.id));
  return registry().find(device);
}

bool is_known_device_type(std::string_view type) {
  if (type == "cpu" || type == "cuda") return true;
  Registry& known = registry();
  const std::lock_guard lock(known.mutex);
  return std::any_of(known.accesses.begin(), known.accesses.end(),
                     [&](const auto& access) { return access->device().type == type; });
}

void register_device_access(std::shared_ptr<DeviceAccess> access) {
  Registry& known = registry();
  const std::lock_guard lock(known.mutex);
  std::erase_if(known.accesses, [&](const auto& other) { return other->device() == access->device(); });
  known.accesses.push_back(std::move(access));
}

}  // namespace ort
