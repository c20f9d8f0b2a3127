#pragma once

#include <memory>

#include "libort/core/allocator.h"

namespace ort {

/// The allocator that was registered for sharing between sessions; null when there is none for the device.
std::shared_ptr<Allocator> shared_allocator(const Device& device);

}  // namespace ort
