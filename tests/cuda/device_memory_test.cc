#include <cuda_runtime.h>
#include <gtest/gtest.h>

#include <cstring>
#include <stdexcept>
#include <vector>

#include "providers/cuda/device/launch.h"
#include "providers/cuda/host/memory.h"

namespace ort::cuda {
namespace {

__global__ void fill(float* target, const float* value, int64_t count) {
  for (int64_t i = flat_begin(); i < count; i += flat_step()) target[i] = *value;
}

class DeviceMemoryOfTheDouble : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), cudaSuccess);
    ASSERT_EQ(cudaMalloc(reinterpret_cast<void**>(&memory_), kBytes), cudaSuccess);
  }
  void TearDown() override {
    EXPECT_EQ(cudaStreamDestroy(stream_), cudaSuccess);
    EXPECT_EQ(cudaFree(memory_), cudaSuccess);
  }

  static constexpr std::size_t kBytes = 64;
  cudaStream_t stream_ = nullptr;
  float* memory_ = nullptr;
};

TEST_F(DeviceMemoryOfTheDouble, WorkHappensWhenSomebodyWaits) {
  const std::vector<float> ones(16, 1.0f);
  std::vector<float> back(16);
  ASSERT_EQ(cudaMemcpyAsync(memory_, ones.data(), kBytes, cudaMemcpyHostToDevice, stream_), cudaSuccess);
  launch_flat(fill, 15, stream_, memory_ + 1, memory_, 15);
  void* pinned = nullptr;
  ASSERT_EQ(cudaMallocHost(&pinned, kBytes), cudaSuccess);
  std::memset(pinned, 0, kBytes);
  ASSERT_EQ(cudaMemcpyAsync(pinned, memory_, kBytes, cudaMemcpyDeviceToHost, stream_), cudaSuccess);
  EXPECT_EQ(static_cast<float*>(pinned)[5], 0.0f);
  ASSERT_EQ(cudaStreamSynchronize(stream_), cudaSuccess);
  EXPECT_EQ(static_cast<float*>(pinned)[5], 1.0f);
  EXPECT_EQ(cudaFreeHost(pinned), cudaSuccess);
}

TEST_F(DeviceMemoryOfTheDouble, TheCpuCannotTouchIt) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH({ *static_cast<volatile float*>(memory_) = 1.0f; }, "");
}

TEST_F(DeviceMemoryOfTheDouble, KernelsCannotBeGivenCpuMemory) {
  const float value = 1.0f;
  EXPECT_THROW(launch_flat(fill, 1, stream_, memory_, &value, 1), std::logic_error);
}

TEST_F(DeviceMemoryOfTheDouble, CopiesAreChecked) {
  std::vector<float> host(64);
  EXPECT_EQ(cudaMemcpyAsync(memory_, host.data(), kBytes * 8, cudaMemcpyHostToDevice, stream_), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemcpyAsync(memory_, host.data(), kBytes, cudaMemcpyDeviceToHost, stream_), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemcpyAsync(host.data(), host.data(), kBytes, cudaMemcpyDeviceToHost, stream_), cudaErrorInvalidValue);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidValue);
}

TEST_F(DeviceMemoryOfTheDouble, ReusesFreedMemoryAndRefusesWhatDoesNotFit) {
  const std::size_t before = host::DeviceMemory::instance().in_use();
  void* first = nullptr;
  ASSERT_EQ(cudaMalloc(&first, 1000), cudaSuccess);
  EXPECT_EQ(host::DeviceMemory::instance().in_use(), before + 1024);
  EXPECT_EQ(cudaFree(first), cudaSuccess);
  EXPECT_EQ(host::DeviceMemory::instance().in_use(), before);
  void* huge = nullptr;
  EXPECT_EQ(cudaMalloc(&huge, std::size_t{1} << 50), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaGetLastError(), cudaErrorMemoryAllocation);
}

}  // namespace
}  // namespace ort::cuda
