#pragma once

#include <memory>
#include <string_view>

#include "libort/core/allocator.h"
#include "libort/core/tensor.h"

namespace ort {

/// What values on a device need outside of any session. Thread-safe.
class DeviceAccess {
 public:
  virtual ~DeviceAccess() = default;
  virtual const Device& device() const = 0;
  /// Memory of the device.
  virtual std::shared_ptr<Allocator> allocator() = 0;
  /// CPU memory that the device reads and writes directly; plain CPU memory where there is no such thing.
  virtual std::shared_ptr<Allocator> pinned_allocator() { return cpu_allocator(); }
  /// Copies between tensors of the same type and size, one of which lies on this device and the other here or on the
  /// CPU. The copy is done when it returns.
  virtual void copy(const Tensor& source, Tensor& target) = 0;
};

/// The access to a device: registered, or made by the provider module that has the device. Throws (provider) with the
/// reason when there is no such device.
std::shared_ptr<DeviceAccess> device_access(const Device& device);

/// Whether a device of this type ("cuda", or what a provider brought) may be asked for: it is built in or registered.
bool is_known_device_type(std::string_view type);

/// Makes a device known under its name and id; replaces an earlier one.
void register_device_access(std::shared_ptr<DeviceAccess> access);

}  // namespace ort
