#pragma once

#include <string>

#include "libort/core/device.h"

namespace ort {

/// "cpu", "cuda:1": for messages.
inline std::string device_text(const Device& device) {
  return device.is_cpu() ? device.type : device.type + ":" + std::to_string(device.id);
}

}  // namespace ort
