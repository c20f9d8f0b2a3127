#pragma once

#include <cstdlib>

namespace ort::test {

/// Whether the tests are to run on the CUDA provider: the environment variable ORT_TEST_CUDA_MODULE names its module, a
/// real one or its double, which sessions of this process load from then on.
inline bool tests_run_on_cuda() {
  const char* const module = std::getenv("ORT_TEST_CUDA_MODULE");
  if (module == nullptr) return false;
  setenv("ORT_CUDA_MODULE", module, 1);
  return true;
}

}  // namespace ort::test
