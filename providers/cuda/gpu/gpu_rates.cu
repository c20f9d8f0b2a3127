// Measures what a GPU gives: the cost of a launch and of a node of a CUDA graph, the bandwidth of its memory and of
// copies, and the rates of matrix products. Prints one line each.

#include <cuda_runtime.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "providers/cuda/blas.h"
#include "providers/cuda/cuda_error.h"
#include "providers/cuda/cuda_memory.h"
#include "providers/cuda/math_libraries.h"

namespace ort::cuda {
namespace {

constexpr int kRounds = 20;

__global__ void nothing() {}

__global__ void copy_words(const float4* source, float4* target, int64_t count) {
  const int64_t step = static_cast<int64_t>(gridDim.x) * blockDim.x;
  for (int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x; i < count; i += step)
    target[i] = source[i];
}

class Event {
 public:
  Event() { check(cudaEventCreateWithFlags(&event_, cudaEventDefault), "making an event"); }
  ~Event() { cudaEventDestroy(event_); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  cudaEvent_t get() const { return event_; }

 private:
  cudaEvent_t event_ = nullptr;
};

/// Median milliseconds of `work` on the stream, after two rounds to warm up.
double median_milliseconds(cudaStream_t stream, const std::function<void()>& work) {
  std::vector<float> times;
  const Event begin;
  const Event end;
  for (int round = -2; round < kRounds; ++round) {
    check(cudaEventRecord(begin.get(), stream), "recording an event");
    work();
    check(cudaEventRecord(end.get(), stream), "recording an event");
    check(cudaEventSynchronize(end.get()), "waiting for an event");
    float time = 0.0f;
    check(cudaEventElapsedTime(&time, begin.get(), end.get()), "reading events");
    if (round >= 0) times.push_back(time);
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

void measure_launches(cudaStream_t stream) {
  constexpr int kLaunches = 1000;
  const auto launch_all = [&] {
    for (int i = 0; i < kLaunches; ++i) nothing<<<1, 32, 0, stream>>>();
  };
  std::printf("launch: %.2f us each\n", median_milliseconds(stream, launch_all) * 1000 / kLaunches);
  check(cudaStreamBeginCapture(stream, cudaStreamCaptureModeThreadLocal), "beginning to capture");
  launch_all();
  cudaGraph_t graph = nullptr;
  cudaGraphExec_t executable = nullptr;
  check(cudaStreamEndCapture(stream, &graph), "ending a capture");
  check(cudaGraphInstantiate(&executable, graph, 0), "instantiating a graph");
  const double graph_time =
      median_milliseconds(stream, [&] { check(cudaGraphLaunch(executable, stream), "launching"); });
  std::printf("node of a graph: %.2f us each\n", graph_time * 1000 / kLaunches);
  cudaGraphExecDestroy(executable);
  cudaGraphDestroy(graph);
}

void measure_bandwidth(cudaStream_t stream, Allocator& device, Allocator& pinned) {
  constexpr std::size_t kBytes = std::size_t{1} << 30;
  void* const from = device.allocate(kBytes);
  void* const to = device.allocate(kBytes);
  void* const host = pinned.allocate(kBytes);
  const auto gigabytes_per_second = [](double milliseconds, double bytes) { return bytes / milliseconds / 1e6; };
  const double on_device = median_milliseconds(stream, [&] {
    copy_words<<<132 * 16, 512, 0, stream>>>(static_cast<const float4*>(from), static_cast<float4*>(to),
                                             static_cast<int64_t>(kBytes / sizeof(float4)));
  });
  std::printf("device memory, read and write: %.0f GB/s\n", gigabytes_per_second(on_device, 2.0 * kBytes));
  const double up = median_milliseconds(
      stream, [&] { check(cudaMemcpyAsync(to, host, kBytes, cudaMemcpyHostToDevice, stream), "copying"); });
  std::printf("pinned memory to device: %.1f GB/s\n", gigabytes_per_second(up, kBytes));
  const double down = median_milliseconds(
      stream, [&] { check(cudaMemcpyAsync(host, to, kBytes, cudaMemcpyDeviceToHost, stream), "copying"); });
  std::printf("device to pinned memory: %.1f GB/s\n", gigabytes_per_second(down, kBytes));
  device.deallocate(from, kBytes);
  device.deallocate(to, kBytes);
  pinned.deallocate(host, kBytes);
}

void measure_products(cudaStream_t stream, const std::shared_ptr<Allocator>& device, bool tf32) {
  ProviderOptions options;
  options.use_tf32 = tf32;
  const MathLibraries libraries = make_math_libraries(options, device);
  constexpr std::size_t kBytes = std::size_t{8192} * 8192 * sizeof(double);
  void* const a = device->allocate(kBytes);
  void* const b = device->allocate(kBytes);
  void* const d = device->allocate(kBytes);
  check(cudaMemsetAsync(a, 0, kBytes, stream), "clearing");
  check(cudaMemsetAsync(b, 0, kBytes, stream), "clearing");
  const std::vector<DataType> types =
      tf32 ? std::vector<DataType>{DataType::kFloat, DataType::kFloat16, DataType::kBfloat16, DataType::kDouble}
           : std::vector<DataType>{DataType::kFloat};
  for (const DataType dtype : types) {
    for (const int64_t size : {512, 2048, 8192}) {
      const auto product = libraries.blas->plan(dense_product(dtype, size, size, size));
      const std::size_t bytes = product->workspace();
      void* const workspace = device->allocate(bytes);
      const double time = median_milliseconds(stream, [&] {
        product->run(stream, {a, b, nullptr, d}, static_cast<std::byte*>(workspace));
      });
      std::printf("product of %s%s, size %d: %.1f TFLOP/s\n", std::string(data_type_name(dtype)).c_str(),
                  dtype == DataType::kFloat && tf32 ? " (TF32)" : "", static_cast<int>(size),
                  2.0 * static_cast<double>(size) * static_cast<double>(size) * static_cast<double>(size) / time / 1e9);
      device->deallocate(workspace, bytes);
    }
  }
  device->deallocate(a, kBytes);
  device->deallocate(b, kBytes);
  device->deallocate(d, kBytes);
}

}  // namespace
}  // namespace ort::cuda

int main() {
  using namespace ort::cuda;
  try {
    const ProviderOptions options;
    const auto device = device_memory(options, std::make_shared<MemoryBudget>(options.gpu_mem_limit));
    const StreamHandle stream(0);
    measure_launches(stream.get());
    measure_bandwidth(stream.get(), *device, *pinned_memory());
    measure_products(stream.get(), device, true);
    measure_products(stream.get(), device, false);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "gpu_rates: %s\n", error.what());
    return 9;
  }
}
