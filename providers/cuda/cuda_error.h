#pragma once

#include <cuda_runtime.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace ort::cuda {

/// Throws what an error of the CUDA runtime means for the user: (limit) when memory ran out, (provider) for everything
/// else. `doing` completes "CUDA failed while ...". Errors after which the driver refuses all further work mark the
/// device as lost for this process.
void check(cudaError_t error, std::string_view doing);

/// Throws (provider) when the device is lost, or when this process was forked from the one that began to use it.
void check_usable();

/// Whether an error of that kind leaves the device unusable for this process.
bool is_sticky(cudaError_t error);

}  // namespace ort::cuda
