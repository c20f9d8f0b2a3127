#include "providers/cuda/device_name.h"

#include <cuda_runtime.h>

#include "providers/cuda/cuda_error.h"

namespace ort::cuda {

std::string device_name(int id) {
  cudaDeviceProp properties{};
  check(cudaGetDeviceProperties(&properties, id), "asking for the name of a device");
  return std::string(properties.name) + " sm" + std::to_string(properties.major) + std::to_string(properties.minor);
}

}  // namespace ort::cuda
