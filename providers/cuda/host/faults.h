#pragma once

#include <atomic>

namespace ort::cuda::host {

/// What is to go wrong on the device, for tests.
struct Faults {
  std::atomic<int> devices{1};
  std::atomic<int> allocations_until_failure{-1};  ///< the allocation after so many fails; -1: none
  std::atomic<bool> fail_next_work{false};         ///< the next kernel or copy reads what it must not
  std::atomic<bool> lost{false};                   ///< every call fails from now on
};
Faults& faults();

}  // namespace ort::cuda::host
