#pragma once

#include <memory>

#include "providers/cuda/dnn.h"

namespace ort::cuda::host {

/// cuDNN's double: the CPU provider's kernels, as work of the stream. Like cuDNN it has no engine for more than three
/// spatial axes; it also has none that adds or applies Relu for double, so that kernels show that they can.
std::shared_ptr<Dnn> make_dnn();

}  // namespace ort::cuda::host
