#pragma once

#include <string>

#include "libort/core/device.h"
#include "ort/device.h"

namespace ort {

/// The memory space of a public device, and the other way round.
Device device_of(const OrtDevice& device);
OrtDevice ort_device_of(const Device& device);

/// The usual memory of a device under ONNX Runtime's name: "Cpu", "Cuda".
OrtMemoryInfo memory_info_of(const Device& device);

}  // namespace ort
