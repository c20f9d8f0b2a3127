#pragma once

#include <atomic>

namespace ort::cuda::host {

/// What the device was asked to do, for tests.
struct Counts {
  std::atomic<int> graph_launches{0};
};
Counts& counts();

}  // namespace ort::cuda::host
