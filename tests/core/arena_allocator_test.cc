#include "libort/core/arena_allocator.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <thread>
#include <vector>

#include "tests/support/far_memory.h"
#include "tests/support/throws_error.h"

namespace ort {
namespace {

using testing::throws_error;

constexpr std::size_t kKiB = 1024;
constexpr std::size_t kMiB = 1024 * kKiB;

TEST(ArenaAllocator, TakesOneRegionAndGivesThePiecesOutAgain) {
  ArenaAllocator arena(cpu_allocator());
  void* const a = arena.allocate(100);
  void* const b = arena.allocate(300);
  EXPECT_EQ(static_cast<std::byte*>(b) - static_cast<std::byte*>(a), 256);
  EXPECT_EQ(arena.statistics().bytes_in_use, 256 + 512);
  EXPECT_EQ(arena.statistics().num_arena_extensions, 1);
  EXPECT_EQ(arena.statistics().total_allocated_bytes, static_cast<int64_t>(kMiB));
  arena.deallocate(a, 100);
  EXPECT_EQ(arena.allocate(256), a);
  arena.deallocate(a, 256);
  arena.deallocate(b, 300);
  EXPECT_EQ(arena.statistics().bytes_in_use, 0);
  EXPECT_EQ(arena.statistics().max_bytes_in_use, 256 + 512);
  EXPECT_EQ(arena.statistics().max_alloc_size, 512);
  EXPECT_EQ(arena.statistics().num_allocs, 3);
}

TEST(ArenaAllocator, JoinsFreeNeighboursOnBothSides) {
  ArenaAllocator arena(cpu_allocator());
  std::vector<void*> pieces;
  for (int i = 0; i < 4; ++i) pieces.push_back(arena.allocate(256 * kKiB));
  EXPECT_EQ(arena.statistics().num_arena_extensions, 1);
  arena.deallocate(pieces[0], 256 * kKiB);
  arena.deallocate(pieces[2], 256 * kKiB);
  arena.deallocate(pieces[1], 256 * kKiB);
  EXPECT_EQ(arena.allocate(768 * kKiB), pieces[0]);
  EXPECT_EQ(arena.statistics().num_arena_extensions, 1);
}

TEST(ArenaAllocator, TakesTheSmallestPieceThatFits) {
  ArenaAllocator arena(cpu_allocator());
  void* const large = arena.allocate(64 * kKiB);
  void* const wall = arena.allocate(256);
  void* const small = arena.allocate(16 * kKiB);
  arena.allocate(256);
  arena.deallocate(large, 64 * kKiB);
  arena.deallocate(small, 16 * kKiB);
  EXPECT_EQ(arena.allocate(10 * kKiB), small);
  EXPECT_EQ(arena.allocate(40 * kKiB), large);
  EXPECT_NE(wall, nullptr);
}

TEST(ArenaAllocator, SplitsOnlyWhatWouldWasteTooMuch) {
  ArenaAllocator whole(cpu_allocator());
  whole.allocate(600 * kKiB);
  EXPECT_EQ(whole.statistics().bytes_in_use, static_cast<int64_t>(kMiB));
  ArenaConfig config;
  config.max_dead_bytes = 100 * kKiB;
  ArenaAllocator split(cpu_allocator(), config);
  split.allocate(600 * kKiB);
  EXPECT_EQ(split.statistics().bytes_in_use, static_cast<int64_t>(600 * kKiB));
}

TEST(ArenaAllocator, GrowsByPowersOfTwoUpToTheLargestRegion) {
  ArenaConfig config;
  config.largest_region = 4 * kMiB;
  ArenaAllocator arena(cpu_allocator(), config);
  std::vector<int64_t> totals;
  for (int i = 0; i < 5; ++i) {
    const int extensions = static_cast<int>(arena.statistics().num_arena_extensions);
    while (arena.statistics().num_arena_extensions == extensions) arena.allocate(kMiB);
    totals.push_back(arena.statistics().total_allocated_bytes / static_cast<int64_t>(kMiB));
  }
  EXPECT_EQ(totals, (std::vector<int64_t>{1, 3, 7, 11, 15}));
  arena.allocate(9 * kMiB);
  EXPECT_EQ(arena.statistics().total_allocated_bytes, static_cast<int64_t>(24 * kMiB));
}

TEST(ArenaAllocator, DoublesUntilTheRequestFits) {
  ArenaAllocator arena(cpu_allocator());
  arena.allocate(5 * kMiB);
  EXPECT_EQ(arena.statistics().total_allocated_bytes, static_cast<int64_t>(8 * kMiB));
}

TEST(ArenaAllocator, GrowsExactlyAsRequested) {
  ArenaConfig config;
  config.strategy = ArenaExtendStrategy::kSameAsRequested;
  ArenaAllocator arena(cpu_allocator(), config);
  void* const a = arena.allocate(1000);
  arena.allocate(5000);
  EXPECT_EQ(arena.statistics().total_allocated_bytes, 1024 + 5120);
  arena.deallocate(a, 1000);
  arena.shrink();
  EXPECT_EQ(arena.statistics().total_allocated_bytes, 5120);
  EXPECT_EQ(arena.statistics().num_arena_shrinkages, 1);
}

TEST(ArenaAllocator, ShrinkingKeepsTheFirstRegionAndWhatIsInUse) {
  ArenaAllocator arena(cpu_allocator());
  void* const first = arena.allocate(kMiB);
  void* const second = arena.allocate(2 * kMiB);
  void* const third = arena.allocate(4 * kMiB);
  void* const kept = arena.allocate(kMiB);
  for (const auto& [address, bytes] : {std::pair(first, kMiB), {second, 2 * kMiB}, {third, 4 * kMiB}})
    arena.deallocate(address, bytes);
  const int64_t before = arena.statistics().total_allocated_bytes;
  arena.shrink();
  EXPECT_EQ(before - arena.statistics().total_allocated_bytes, static_cast<int64_t>(6 * kMiB));
  EXPECT_EQ(arena.statistics().num_arena_shrinkages, 2);
  EXPECT_EQ(arena.allocate(kMiB), first);
  arena.deallocate(kept, kMiB);
}

TEST(ArenaAllocator, SaysWhatTheLimitLeaves) {
  ArenaConfig config;
  config.limit = 2 * kMiB;
  ArenaAllocator arena(cpu_allocator(), config);
  void* const a = arena.allocate(kMiB);
  EXPECT_TRUE(throws_error([&] { arena.allocate(2 * kMiB); }, ErrorCode::kFail, ErrorKind::kLimit,
                           "Available memory of 1048576 is smaller than requested bytes of 2097152"));
  EXPECT_EQ(arena.statistics().bytes_limit, static_cast<int64_t>(2 * kMiB));
  arena.deallocate(a, kMiB);
  EXPECT_NE(arena.allocate(2 * kMiB), nullptr) << "an unused region makes room for the request";
}

TEST(ArenaAllocator, AsksForLessWhenTheDeviceHasNoMore) {
  ArenaAllocator arena(std::make_shared<test::FarMemory>(1500 * kKiB));
  void* const a = arena.allocate(600 * kKiB);
  void* const b = arena.allocate(300 * kKiB);
  EXPECT_NE(a, b);
  EXPECT_TRUE(throws_error([&] { arena.allocate(400 * kKiB); }, ErrorCode::kFail, ErrorKind::kLimit,
                           "Failed to allocate memory for requested buffer of size 409600"));
  arena.deallocate(b, 300 * kKiB);
  arena.deallocate(a, 600 * kKiB);
}

TEST(ArenaAllocator, NeverTouchesDeviceMemoryAndGivesItAllBack) {
  const auto memory = std::make_shared<test::FarMemory>();
  {
    ArenaAllocator arena(memory);
    void* const a = arena.allocate(1000);
    void* const b = arena.reserve(1000);
    EXPECT_EQ(arena.statistics().num_reserves, 1);
    EXPECT_EQ(arena.device().type, "far");
    EXPECT_EQ(memory->live_allocations(), 2U);
    arena.deallocate(b, 1000);
    EXPECT_EQ(memory->live_allocations(), 1U);
    arena.deallocate(a, 1000);
  }
  EXPECT_EQ(memory->live_allocations(), 0U);
}

TEST(ArenaAllocator, NoBytesAreAnAddressWithoutMemory) {
  ArenaAllocator arena(cpu_allocator());
  void* const nothing = arena.allocate(0);
  EXPECT_NE(nothing, nullptr);
  arena.deallocate(nothing, 0);
  EXPECT_EQ(arena.statistics(), (ArenaStatistics{.bytes_limit = INT64_MAX}));
}

/// Pieces written with their own pattern stay intact while others come and go.
void exercise(ArenaAllocator& arena, unsigned seed) {
  std::mt19937 random(seed);
  struct Held {
    unsigned char* address;
    std::size_t bytes;
    unsigned char pattern;
  };
  std::vector<Held> held;
  for (int step = 0; step < 3000; ++step) {
    if (held.size() < 20 || random() % 2 == 0) {
      const std::size_t bytes = 1 + random() % (random() % 8 == 0 ? 400 * kKiB : 4 * kKiB);
      const Held fresh{static_cast<unsigned char*>(arena.allocate(bytes)), bytes,
                       static_cast<unsigned char>(random() % 256)};
      ASSERT_EQ(reinterpret_cast<std::uintptr_t>(fresh.address) % 64, 0U);
      std::memset(fresh.address, fresh.pattern, bytes);
      held.push_back(fresh);
    } else {
      std::swap(held[random() % held.size()], held.back());
      const Held gone = held.back();
      held.pop_back();
      for (const std::size_t at : {std::size_t{0}, gone.bytes / 2, gone.bytes - 1})
        ASSERT_EQ(gone.address[at], gone.pattern);
      arena.deallocate(gone.address, gone.bytes);
    }
    if (step % 500 == 0) arena.shrink();
  }
  for (const Held& rest : held) arena.deallocate(rest.address, rest.bytes);
}

TEST(ArenaAllocator, PiecesNeverOverlap) {
  for (const ArenaExtendStrategy strategy :
       {ArenaExtendStrategy::kNextPowerOfTwo, ArenaExtendStrategy::kSameAsRequested}) {
    ArenaConfig config;
    config.strategy = strategy;
    ArenaAllocator arena(cpu_allocator(), config);
    exercise(arena, 7);
    EXPECT_EQ(arena.statistics().bytes_in_use, 0);
  }
}

TEST(ArenaAllocator, ServesThreadsAtOnce) {
  ArenaAllocator arena(cpu_allocator());
  std::vector<std::thread> threads;
  for (unsigned seed = 1; seed <= 4; ++seed) threads.emplace_back([&arena, seed] { exercise(arena, seed); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(arena.statistics().bytes_in_use, 0);
}

}  // namespace
}  // namespace ort
