#include "providers/cuda/trial_run.h"

#include <algorithm>
#include <limits>

#include "providers/cuda/cuda_error.h"

namespace ort::cuda {
namespace {

constexpr int kTimedCalls = 3;
constexpr float kRefused = std::numeric_limits<float>::infinity();

}  // namespace

TrialRun::TrialRun(int device_id, std::shared_ptr<Allocator> memory) : memory_(std::move(memory)), stream_(device_id) {
  check(cudaThreadExchangeStreamCaptureMode(&outer_mode_), "allowing trials beside a capture");
  check(cudaEventCreateWithFlags(&begin_, cudaEventDefault), "making an event");
  check(cudaEventCreateWithFlags(&end_, cudaEventDefault), "making an event");
}

TrialRun::~TrialRun() {
  cudaStreamSynchronize(stream_.get());
  cudaEventDestroy(begin_);
  cudaEventDestroy(end_);
  buffers_.clear();
  cudaThreadExchangeStreamCaptureMode(&outer_mode_);
}

std::byte* TrialRun::buffer(std::size_t bytes) {
  buffers_.push_back(allocate_shared(memory_, bytes));
  check(cudaMemsetAsync(buffers_.back().get(), 0, bytes, stream_.get()), "clearing memory for trials");
  return buffers_.back().get();
}

float TrialRun::milliseconds(const std::function<bool(cudaStream_t)>& enqueue, float best) {
  if (!enqueue(stream_.get())) return kRefused;
  float shortest = kRefused;
  for (int call = 0; call < kTimedCalls; ++call) {
    check(cudaEventRecord(begin_, stream_.get()), "recording an event");
    if (!enqueue(stream_.get())) return kRefused;
    check(cudaEventRecord(end_, stream_.get()), "recording an event");
    check(cudaEventSynchronize(end_), "waiting for a trial");
    float elapsed = 0.0f;
    check(cudaEventElapsedTime(&elapsed, begin_, end_), "timing a trial");
    shortest = std::min(shortest, elapsed);
    if (shortest > 2.0f * best) break;
  }
  return shortest;
}

}  // namespace ort::cuda
