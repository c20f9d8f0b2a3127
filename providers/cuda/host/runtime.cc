#include <cuda_runtime.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <deque>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <utility>
#include <vector>

#include "providers/cuda/host/counts.h"
#include "providers/cuda/host/faults.h"
#include "providers/cuda/host/memory.h"

using ort::cuda::host::DeviceMemory;
using ort::cuda::host::faults;
using ort::cuda::host::PinnedMemory;

using Work = std::function<void()>;

struct CUgraph_st {
  std::vector<Work> works;
};
struct CUgraphExec_st {
  std::shared_ptr<const std::vector<Work>> works;
};
struct CUevent_st {
  cudaStream_t stream = nullptr;
  uint64_t ticket = 0;  ///< of the stream when it was recorded
  std::shared_ptr<std::chrono::steady_clock::time_point> time =
      std::make_shared<std::chrono::steady_clock::time_point>();
};
struct CUstream_st {
  std::deque<Work> queue;
  uint64_t queued = 0;
  uint64_t done = 0;
  bool capturing = false;
  CUgraph_st* captured = nullptr;
};

namespace {

/// One device: whatever happens on it happens under this lock, one thread at a time.
std::recursive_mutex device;
thread_local cudaError_t last_error = cudaSuccess;

cudaError_t remember(cudaError_t error) {
  if (error != cudaSuccess) last_error = error;
  return error;
}

/// Does the work of a stream up to its `ticket`-th piece.
cudaError_t work_off(CUstream_st& stream, uint64_t ticket) {
  const std::lock_guard lock(device);
  if (faults().lost) return remember(cudaErrorIllegalAddress);
  const DeviceMemory::Open open;
  while (stream.done < ticket && !stream.queue.empty()) {
    const Work work = std::move(stream.queue.front());
    stream.queue.pop_front();
    ++stream.done;
    if (faults().fail_next_work.exchange(false)) {
      faults().lost = true;
      stream.queue.clear();
      stream.done = stream.queued;
      return remember(cudaErrorIllegalAddress);
    }
    work();
  }
  return cudaSuccess;
}

cudaError_t put(cudaStream_t stream, Work work) {
  const std::lock_guard lock(device);
  if (faults().lost) return remember(cudaErrorIllegalAddress);
  if (stream == nullptr) {
    const DeviceMemory::Open open;
    work();
    return cudaSuccess;
  }
  if (stream->capturing) {
    stream->captured->works.push_back(std::move(work));
    return cudaSuccess;
  }
  stream->queue.push_back(std::move(work));
  ++stream->queued;
  return cudaSuccess;
}

}  // namespace

namespace ort::cuda::host {

Counts& counts() {
  static Counts seen;
  return seen;
}

Faults& faults() {
  static Faults injected;
  return injected;
}

namespace {

bool is_mapped(uintptr_t address) {
  const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  return msync(reinterpret_cast<void*>(address / page * page), 1, MS_ASYNC) == 0;
}

}  // namespace

void enqueue(cudaStream_t stream, Work work) { put(stream, std::move(work)); }

void check_argument(const void* argument, std::size_t bytes) {
  const auto* start = static_cast<const std::byte*>(argument);
  for (std::size_t offset = 0; offset + sizeof(uintptr_t) <= bytes; offset += sizeof(uintptr_t)) {
    uintptr_t word = 0;
    std::memcpy(&word, start + offset, sizeof(word));
    constexpr uintptr_t kFirstAddress = uintptr_t{0x550000000000};
    constexpr uintptr_t kLastAddress = uintptr_t{0x7fffffffffff};
    const bool is_address = word >= kFirstAddress && word <= kLastAddress && is_mapped(word);
    if (!is_address || DeviceMemory::instance().contains(reinterpret_cast<const void*>(word))) continue;
    throw std::logic_error("an argument of a kernel holds the address of CPU memory");
  }
}

}  // namespace ort::cuda::host

cudaError_t cudaGetDeviceCount(int* count) {
  *count = faults().devices;
  return faults().devices > 0 ? cudaSuccess : remember(cudaErrorNoDevice);
}

cudaError_t cudaSetDevice(int id) { return id < faults().devices ? cudaSuccess : remember(cudaErrorInvalidDevice); }

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int id) {
  if (id >= faults().devices) return remember(cudaErrorInvalidDevice);
  *properties = {};
  std::strcpy(properties->name, "Host double");
  properties->totalGlobalMem = DeviceMemory::instance().capacity();
  properties->major = 9;
  properties->multiProcessorCount = 1;
  return cudaSuccess;
}

cudaError_t cudaDriverGetVersion(int* version) {
  *version = 13000;
  return cudaSuccess;
}

cudaError_t cudaRuntimeGetVersion(int* version) { return cudaDriverGetVersion(version); }

cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total) {
  *total = DeviceMemory::instance().capacity();
  *free = *total - std::min(*total, DeviceMemory::instance().in_use());
  return cudaSuccess;
}

cudaError_t cudaGetLastError() { return std::exchange(last_error, cudaSuccess); }

const char* cudaGetErrorName(cudaError_t error) {
  switch (error) {
    case cudaSuccess:
      return "cudaSuccess";
    case cudaErrorMemoryAllocation:
      return "cudaErrorMemoryAllocation";
    case cudaErrorNoDevice:
      return "cudaErrorNoDevice";
    case cudaErrorInvalidDevice:
      return "cudaErrorInvalidDevice";
    case cudaErrorIllegalAddress:
      return "cudaErrorIllegalAddress";
    default:
      return "cudaError";
  }
}

const char* cudaGetErrorString(cudaError_t error) {
  switch (error) {
    case cudaSuccess:
      return "no error";
    case cudaErrorMemoryAllocation:
      return "out of memory";
    case cudaErrorNoDevice:
      return "no CUDA-capable device is detected";
    case cudaErrorInvalidDevice:
      return "invalid device ordinal";
    case cudaErrorIllegalAddress:
      return "an illegal memory access was encountered";
    default:
      return "an error of the host double";
  }
}

cudaError_t cudaMalloc(void** address, std::size_t bytes) {
  if (faults().lost) return remember(cudaErrorIllegalAddress);
  if (faults().allocations_until_failure >= 0 && faults().allocations_until_failure-- == 0) {
    return remember(cudaErrorMemoryAllocation);
  }
  *address = DeviceMemory::instance().allocate(bytes);
  return *address == nullptr ? remember(cudaErrorMemoryAllocation) : cudaSuccess;
}

cudaError_t cudaFree(void* address) {
  if (address == nullptr || DeviceMemory::instance().deallocate(address)) return cudaSuccess;
  return remember(cudaErrorInvalidValue);
}

cudaError_t cudaMallocAsync(void** address, std::size_t bytes, cudaStream_t) { return cudaMalloc(address, bytes); }

cudaError_t cudaFreeAsync(void* address, cudaStream_t stream) {
  return put(stream, [address] { DeviceMemory::instance().deallocate(address); });
}

cudaError_t cudaMallocHost(void** address, std::size_t bytes) {
  *address = PinnedMemory::instance().allocate(bytes);
  return *address == nullptr ? remember(cudaErrorMemoryAllocation) : cudaSuccess;
}

cudaError_t cudaFreeHost(void* address) {
  return PinnedMemory::instance().deallocate(address) ? cudaSuccess : remember(cudaErrorInvalidValue);
}

cudaError_t cudaPointerGetAttributes(cudaPointerAttributes* attributes, const void* address) {
  attributes->device = 0;
  attributes->type = cudaMemoryTypeUnregistered;
  if (DeviceMemory::instance().contains(address)) attributes->type = cudaMemoryTypeDevice;
  if (PinnedMemory::instance().contains(address)) attributes->type = cudaMemoryTypeHost;
  return cudaSuccess;
}

cudaError_t cudaMemcpyAsync(void* target, const void* source, std::size_t bytes, cudaMemcpyKind kind,
                            cudaStream_t stream) {
  const bool from_device = kind == cudaMemcpyDeviceToHost || kind == cudaMemcpyDeviceToDevice;
  const bool to_device = kind == cudaMemcpyHostToDevice || kind == cudaMemcpyDeviceToDevice;
  const DeviceMemory& memory = DeviceMemory::instance();
  if (bytes == 0) return cudaSuccess;
  if (from_device != memory.contains(source) || to_device != memory.contains(target) ||
      (from_device && !memory.is_allocated(source, bytes)) || (to_device && !memory.is_allocated(target, bytes))) {
    return remember(cudaErrorInvalidValue);
  }
  const bool pageable_source = !from_device && !PinnedMemory::instance().contains(source);
  const bool pageable_target = !to_device && !PinnedMemory::instance().contains(target);
  const bool capturing = stream != nullptr && stream->capturing;
  if (pageable_source && !capturing) {
    const auto staged = std::make_shared<std::vector<std::byte>>(static_cast<const std::byte*>(source),
                                                                 static_cast<const std::byte*>(source) + bytes);
    return put(stream, [=] { std::memcpy(target, staged->data(), bytes); });
  }
  const cudaError_t queued = put(stream, [=] { std::memmove(target, source, bytes); });
  return pageable_target && !capturing && queued == cudaSuccess ? cudaStreamSynchronize(stream) : queued;
}

cudaError_t cudaMemsetAsync(void* target, int value, std::size_t bytes, cudaStream_t stream) {
  if (bytes > 0 && !DeviceMemory::instance().is_allocated(target, bytes)) return remember(cudaErrorInvalidValue);
  return put(stream, [=] { std::memset(target, value, bytes); });
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned) {
  *stream = new CUstream_st();
  return cudaSuccess;
}

cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  const cudaError_t error = work_off(*stream, stream->queued);
  delete stream;
  return error;
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  if (stream == nullptr) return cudaSuccess;
  if (stream->capturing) return remember(cudaErrorStreamCaptureUnsupported);
  return work_off(*stream, stream->queued);
}

cudaError_t cudaStreamWaitEvent(cudaStream_t stream, cudaEvent_t event, unsigned) {
  if (event->stream == nullptr || event->stream == stream) return cudaSuccess;
  return put(stream, [other = event->stream, ticket = event->ticket] { work_off(*other, ticket); });
}

cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode) {
  stream->capturing = true;
  stream->captured = new CUgraph_st();
  return cudaSuccess;
}

cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph) {
  stream->capturing = false;
  *graph = std::exchange(stream->captured, nullptr);
  return *graph == nullptr ? remember(cudaErrorStreamCaptureInvalidated) : cudaSuccess;
}

cudaError_t cudaGraphInstantiate(cudaGraphExec_t* executable, cudaGraph_t graph, unsigned long long) {
  *executable = new CUgraphExec_st{std::make_shared<const std::vector<Work>>(graph->works)};
  return cudaSuccess;
}

cudaError_t cudaGraphGetNodes(cudaGraph_t graph, CUgraphNode_st**, std::size_t* count) {
  *count = graph->works.size();
  return cudaSuccess;
}

cudaError_t cudaGraphLaunch(cudaGraphExec_t executable, cudaStream_t stream) {
  ++ort::cuda::host::counts().graph_launches;
  return put(stream, [works = executable->works] {
    for (const Work& work : *works) work();
  });
}

cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
  delete graph;
  return cudaSuccess;
}

cudaError_t cudaGraphExecDestroy(cudaGraphExec_t executable) {
  delete executable;
  return cudaSuccess;
}

cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned) {
  *event = new CUevent_st();
  return cudaSuccess;
}

cudaError_t cudaEventDestroy(cudaEvent_t event) {
  delete event;
  return cudaSuccess;
}

cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  if (stream == nullptr) return remember(cudaErrorInvalidResourceHandle);
  const cudaError_t error = put(stream, [time = event->time] { *time = std::chrono::steady_clock::now(); });
  event->stream = stream;
  event->ticket = stream->queued;
  return error;
}

cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  return event->stream == nullptr ? cudaSuccess : work_off(*event->stream, event->ticket);
}

cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t begin, cudaEvent_t end) {
  if (begin->stream == nullptr || end->stream == nullptr) return remember(cudaErrorInvalidResourceHandle);
  *milliseconds = std::chrono::duration<float, std::milli>(*end->time - *begin->time).count();
  return cudaSuccess;
}
