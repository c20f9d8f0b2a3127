#pragma once

#include "libort/core/tensor.h"

namespace ort {

/// Copies the elements of a tensor to one of the same type and size, both in CPU memory. Nothing happens when they
/// share their memory.
void copy_on_cpu(const Tensor& source, Tensor& target);

/// Copies the elements of a tensor to one of the same type and size, wherever the two lie: through `device_access`, and
/// through CPU memory between two devices. Done when it returns. Throws (provider) when a device is not there.
void copy_tensor(const Tensor& source, Tensor& target);

}  // namespace ort
