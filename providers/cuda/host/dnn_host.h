#pragma once

#include <memory>

#include "providers/cuda/dnn.h"

namespace ort::cuda::host {

/// cuDNN's double: the CPU provider's kernels, as work of the stream. Like cuDNN it has no engine for more than three
/// spatial axes, and none that adds or applies Relu for double.
std::shared_ptr<Dnn> make_dnn();

}  // namespace ort::cuda::host
