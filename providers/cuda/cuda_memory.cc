#include "providers/cuda/cuda_memory.h"

#include <algorithm>
#include <string>

#include "libort/core/fail.h"
#include "providers/cuda/cuda_error.h"

namespace ort::cuda {
namespace {

[[noreturn]] void fail_allocation(std::size_t bytes, const Device& device, cudaError_t error) {
  cudaGetLastError();
  if (error != cudaErrorMemoryAllocation) check(error, "allocating " + std::to_string(bytes) + " bytes");
  std::size_t free = 0;
  std::size_t total = 0;
  cudaMemGetInfo(&free, &total);
  fail_limit("Failed to allocate memory for requested buffer of size " + std::to_string(bytes) + " on " + device.type +
             ":" + std::to_string(device.id) + ": " + std::to_string(free) + " of " + std::to_string(total) +
             " bytes are free");
}

class DeviceMemory final : public Allocator {
 public:
  explicit DeviceMemory(int id) : device_{"cuda", id} {}

  void* allocate(std::size_t bytes) override {
    const CurrentDevice current(device_.id);
    void* address = nullptr;
    const cudaError_t error = cudaMalloc(&address, bytes == 0 ? 1 : bytes);
    if (error != cudaSuccess) fail_allocation(bytes, device_, error);
    return address;
  }
  void deallocate(void* address, std::size_t) noexcept override { cudaFree(address); }
  const Device& device() const override { return device_; }

 private:
  Device device_;
};

/// Memory of the functions that the options gpu_external_alloc and gpu_external_free name.
class ExternalMemory final : public Allocator {
 public:
  explicit ExternalMemory(const ProviderOptions& options)
      : device_{"cuda", options.device_id},
        allocate_(reinterpret_cast<void* (*)(std::size_t)>(options.gpu_external_alloc)),
        free_(reinterpret_cast<void (*)(void*)>(options.gpu_external_free)) {}

  void* allocate(std::size_t bytes) override {
    void* address = allocate_(bytes == 0 ? 1 : bytes);
    if (address == nullptr) fail_allocation(bytes, device_, cudaErrorMemoryAllocation);
    return address;
  }
  void deallocate(void* address, std::size_t) noexcept override { free_(address); }
  const Device& device() const override { return device_; }

 private:
  Device device_;
  void* (*allocate_)(std::size_t);
  void (*free_)(void*);
};

class PinnedMemory final : public Allocator {
 public:
  void* allocate(std::size_t bytes) override {
    void* address = nullptr;
    const cudaError_t error = cudaMallocHost(&address, bytes == 0 ? 1 : bytes);
    if (error == cudaErrorMemoryAllocation) {
      cudaGetLastError();
      fail_limit("no room for " + std::to_string(bytes) + " bytes of pinned CPU memory");
    }
    check(error, "allocating pinned CPU memory");
    return address;
  }
  void deallocate(void* address, std::size_t) noexcept override { cudaFreeHost(address); }
  const Device& device() const override { return device_; }

 private:
  Device device_;
};

class StreamMemory final : public Allocator {
 public:
  StreamMemory(int id, std::shared_ptr<StreamHandle> stream) : device_{"cuda", id}, stream_(std::move(stream)) {}

  void* allocate(std::size_t bytes) override {
    const CurrentDevice current(device_.id);
    void* address = nullptr;
    const cudaError_t error = cudaMallocAsync(&address, bytes == 0 ? 1 : bytes, stream_->get());
    if (error != cudaSuccess) fail_allocation(bytes, device_, error);
    return address;
  }
  void deallocate(void* address, std::size_t) noexcept override { cudaFreeAsync(address, stream_->get()); }
  const Device& device() const override { return device_; }

 private:
  Device device_;
  std::shared_ptr<StreamHandle> stream_;
};

/// Another allocator within a budget.
class BudgetedMemory final : public Allocator {
 public:
  BudgetedMemory(std::shared_ptr<Allocator> inner, std::shared_ptr<MemoryBudget> budget)
      : inner_(std::move(inner)), budget_(std::move(budget)) {}

  void* allocate(std::size_t bytes) override {
    budget_->take(bytes);
    try {
      return inner_->allocate(bytes);
    } catch (...) {
      budget_->give_back(bytes);
      throw;
    }
  }
  void deallocate(void* address, std::size_t bytes) noexcept override {
    inner_->deallocate(address, bytes);
    budget_->give_back(bytes);
  }
  const Device& device() const override { return inner_->device(); }

 private:
  std::shared_ptr<Allocator> inner_;
  std::shared_ptr<MemoryBudget> budget_;
};

}  // namespace

void MemoryBudget::take(std::size_t bytes) {
  std::size_t in_use = in_use_.load();
  do {
    const std::size_t available = limit_ - std::min(limit_, in_use);
    if (bytes > available) {
      fail_limit("Available memory of " + std::to_string(available) + " is smaller than requested bytes of " +
                 std::to_string(bytes) + " (gpu_mem_limit is " + std::to_string(limit_) + ")");
    }
  } while (!in_use_.compare_exchange_weak(in_use, in_use + bytes));
}

StreamHandle::StreamHandle(int device_id, std::uintptr_t user_stream)
    : stream_(reinterpret_cast<cudaStream_t>(user_stream)), owned_(user_stream == 0) {
  const CurrentDevice current(device_id);
  if (owned_) check(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), "making a stream");
}

StreamHandle::~StreamHandle() {
  if (owned_) cudaStreamDestroy(stream_);
}

CurrentDevice::CurrentDevice(int id) {
  check_usable();
  check(cudaSetDevice(id), "choosing device " + std::to_string(id));
}

std::shared_ptr<Allocator> device_memory(const ProviderOptions& options, std::shared_ptr<MemoryBudget> budget) {
  std::shared_ptr<Allocator> memory;
  if (options.gpu_external_alloc != 0) {
    memory = std::make_shared<ExternalMemory>(options);
  } else {
    memory = std::make_shared<DeviceMemory>(options.device_id);
  }
  return std::make_shared<BudgetedMemory>(std::move(memory), std::move(budget));
}

std::shared_ptr<Allocator> pinned_memory() { return std::make_shared<PinnedMemory>(); }

std::shared_ptr<Allocator> stream_memory(int device_id, std::shared_ptr<StreamHandle> stream,
                                         std::shared_ptr<MemoryBudget> budget) {
  return std::make_shared<BudgetedMemory>(std::make_shared<StreamMemory>(device_id, std::move(stream)),
                                          std::move(budget));
}

}  // namespace ort::cuda
