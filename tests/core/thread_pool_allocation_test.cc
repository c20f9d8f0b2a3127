#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <thread>

#include "libort/core/thread_pool.h"

namespace {
std::atomic<int64_t> allocations{0};
}  // namespace

[[gnu::noinline]] void* operator new(std::size_t bytes) {
  allocations.fetch_add(1);
  if (void* address = std::malloc(bytes == 0 ? 1 : bytes)) return address;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* address) noexcept { std::free(address); }
[[gnu::noinline]] void operator delete(void* address, std::size_t) noexcept { std::free(address); }

namespace ort {
namespace {

TEST(ThreadPoolAllocation, ParallelForAllocatesNothing) {
  ThreadPool pool(4);
  std::atomic<int64_t> sum{0};
  const auto loops = [&] {
    for (int round = 0; round < 200; ++round) {
      pool.parallel_for(1000, 10, [&](int64_t begin, int64_t end) {
        sum += end - begin;
        pool.parallel_for(end - begin, 1,
                          [&](int64_t inner_begin, int64_t inner_end) { sum += inner_end - inner_begin; });
      });
      if (round % 50 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  };
  loops();
  const int64_t before = allocations;
  loops();
  EXPECT_EQ(allocations, before);
  EXPECT_EQ(sum, 2 * 2 * 200 * 1000);
  EXPECT_GT(before, 0);
}

}  // namespace
}  // namespace ort
