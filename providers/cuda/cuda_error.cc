#include "providers/cuda/cuda_error.h"

#include <unistd.h>

#include <mutex>

#include "libort/core/fail.h"

namespace ort::cuda {
namespace {

/// What happened to the device in this process.
struct Health {
  std::mutex mutex;
  std::string lost_because;
  pid_t first_user = 0;
};

Health& health() {
  static Health state;
  return state;
}

std::string describe(cudaError_t error, std::string_view doing) {
  return "CUDA failed while " + std::string(doing) + ": " + cudaGetErrorName(error) + ", " + cudaGetErrorString(error);
}

}  // namespace

bool is_sticky(cudaError_t error) { return error == cudaErrorIllegalAddress || error == cudaErrorLaunchFailure; }

void check(cudaError_t error, std::string_view doing) {
  if (error == cudaSuccess) return;
  cudaGetLastError();
  const std::string what = describe(error, doing);
  if (error == cudaErrorMemoryAllocation) fail_limit(what);
  if (is_sticky(error)) {
    Health& state = health();
    const std::lock_guard lock(state.mutex);
    if (state.lost_because.empty()) state.lost_because = what;
    fail_node(what + "; the device is lost for this process");
  }
  fail_provider(what);
}

void check_usable() {
  Health& state = health();
  const std::lock_guard lock(state.mutex);
  if (!state.lost_because.empty()) {
    fail_provider("the CUDA device was lost before (" + state.lost_because + "); start the process again");
  }
  if (state.first_user == 0) state.first_user = getpid();
  if (state.first_user != getpid()) {
    fail_provider("CUDA was begun before this process was forked; create the session after the fork");
  }
}

}  // namespace ort::cuda
