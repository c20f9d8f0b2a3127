#include "libort/core/allocator.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

#include "tests/support/throws_error.h"

namespace ort {
namespace {

using ort::testing::throws_error;

TEST(CpuAllocator, AlignsTo64Bytes) {
  const std::shared_ptr<Allocator> allocator = cpu_allocator();
  EXPECT_TRUE(allocator->device().is_cpu());
  for (const std::size_t bytes : {0, 1, 63, 64, 65, 1000, 1 << 20}) {
    void* address = allocator->allocate(bytes);
    ASSERT_NE(address, nullptr);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(address) % 64, 0u);
    std::memset(address, 1, bytes);
    allocator->deallocate(address, bytes);
  }
}

TEST(CpuAllocator, NamesTheSizeThatItCannotGive) {
  EXPECT_TRUE(throws_error([] { cpu_allocator()->allocate(std::size_t{1} << 55); }, ErrorCode::kFail, ErrorKind::kLimit,
                           "36028797018963968 bytes"));
  EXPECT_TRUE(throws_error([] { cpu_allocator()->allocate(SIZE_MAX); }, ErrorCode::kFail, ErrorKind::kLimit,
                           "18446744073709551615 bytes"));
}

TEST(LimitedAllocator, CountsAndRefuses) {
  const auto allocator = std::make_shared<LimitedAllocator>(cpu_allocator(), 1000);
  void* first = allocator->allocate(600);
  EXPECT_EQ(allocator->bytes_in_use(), 600u);
  EXPECT_TRUE(throws_error([&] { allocator->allocate(401); }, ErrorCode::kFail, ErrorKind::kLimit,
                           "memory limit of 1000 bytes reached: 401 bytes were asked for while 600 were in use"));
  EXPECT_TRUE(throws_error([&] { allocator->allocate(SIZE_MAX); }, ErrorCode::kFail, ErrorKind::kLimit, "limit"));
  void* second = allocator->allocate(400);
  EXPECT_EQ(allocator->bytes_in_use(), 1000u);
  allocator->deallocate(first, 600);
  allocator->deallocate(second, 400);
  EXPECT_EQ(allocator->bytes_in_use(), 0u);
  EXPECT_EQ(allocator->max_bytes_in_use(), 1000u);
}

TEST(LimitedAllocator, WithoutLimitOnlyCounts) {
  LimitedAllocator allocator(cpu_allocator(), 0);
  void* address = allocator.allocate(1 << 20);
  EXPECT_EQ(allocator.bytes_in_use(), std::size_t{1} << 20);
  allocator.deallocate(address, 1 << 20);
  EXPECT_TRUE(throws_error([&] { allocator.allocate(std::size_t{1} << 55); }, ErrorCode::kFail, ErrorKind::kLimit,
                           "out of memory"));
  EXPECT_EQ(allocator.bytes_in_use(), 0u);
}

TEST(LimitedAllocator, HoldsItsLimitAmongThreads) {
  LimitedAllocator allocator(cpu_allocator(), 256);
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&] {
      for (int round = 0; round < 2000; ++round) {
        try {
          allocator.deallocate(allocator.allocate(100), 100);
        } catch (const Error&) {
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(allocator.bytes_in_use(), 0u);
  EXPECT_LE(allocator.max_bytes_in_use(), 256u);
}

TEST(AllocateShared, GivesBackWithTheLastCopy) {
  const auto allocator = std::make_shared<LimitedAllocator>(cpu_allocator(), 0);
  std::shared_ptr<std::byte> first = allocate_shared(allocator, 128);
  std::shared_ptr<std::byte> second = first;
  first.reset();
  EXPECT_EQ(allocator->bytes_in_use(), 128u);
  second.reset();
  EXPECT_EQ(allocator->bytes_in_use(), 0u);
}

}  // namespace
}  // namespace ort
