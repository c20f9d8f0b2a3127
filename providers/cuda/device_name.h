#pragma once

#include <string>

namespace ort::cuda {

/// "NVIDIA H200 sm90": what device `id` is, for everything that is kept from run to run.
std::string device_name(int id);

}  // namespace ort::cuda
