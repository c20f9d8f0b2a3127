#pragma once

#include <memory>

#include "libort/core/allocator.h"
#include "providers/cuda/dnn.h"
#include "providers/cuda/provider_options.h"

namespace ort::cuda {

/// cuDNN 9, loaded with the first convolution. How an engine is chosen and how much scratch memory it may take is in
/// `options`; engines are tried on `memory`, once for each problem.
std::shared_ptr<Dnn> make_cudnn(const ProviderOptions& options, std::shared_ptr<Allocator> memory);

}  // namespace ort::cuda
