#include "libort/core/thread_pool.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace ort {
namespace {

constexpr int64_t kTotals[] = {0, 1, 2, 7, 64, 1000, 4097};
constexpr int64_t kGrains[] = {1, 3, 64, 5000};

TEST(ThreadPool, HasTheThreadsAskedFor) {
  EXPECT_EQ(ThreadPool(1).threads(), 1);
  EXPECT_EQ(ThreadPool(3).threads(), 3);
  EXPECT_EQ(ThreadPool(0).threads(), default_thread_count());
}

TEST(ThreadPool, CoversEveryElementOnce) {
  for (const int threads : {1, 2, 4}) {
    ThreadPool pool(threads);
    for (const int64_t total : kTotals) {
      for (const int64_t grain : kGrains) {
        std::vector<std::atomic<int>> visits(static_cast<std::size_t>(total));
        pool.parallel_for(total, grain, [&](int64_t begin, int64_t end) {
          for (int64_t index = begin; index < end; ++index) visits[static_cast<std::size_t>(index)].fetch_add(1);
        });
        for (const auto& count : visits) ASSERT_EQ(count, 1) << total << " by " << grain;
      }
    }
  }
}

TEST(ThreadPool, CutsAtMultiplesOfTheGrain) {
  ThreadPool pool(4);
  for (const int64_t total : kTotals) {
    for (const int64_t grain : kGrains) {
      std::mutex mutex;
      std::set<std::pair<int64_t, int64_t>> ranges;
      pool.parallel_for(total, grain, [&](int64_t begin, int64_t end) {
        const std::lock_guard lock(mutex);
        ranges.emplace(begin, end);
      });
      int64_t next = 0;
      for (const auto& [begin, end] : ranges) {
        ASSERT_EQ(begin, next);
        ASSERT_EQ(begin % grain, 0);
        ASSERT_TRUE(end % grain == 0 || end == total);
        next = end;
      }
      ASSERT_EQ(next, total);
    }
  }
}

TEST(ThreadPool, AGrainBelowOneIsOne) {
  ThreadPool pool(2);
  std::atomic<int64_t> sum{0};
  pool.parallel_for(10, 0, [&](int64_t begin, int64_t end) { sum += end - begin; });
  EXPECT_EQ(sum, 10);
}

TEST(ThreadPool, LargeTotalsDoNotOverflow) {
  ThreadPool pool(2);
  constexpr int64_t kTotal = INT64_MAX;
  constexpr int64_t kGrain = INT64_MAX / 3;
  std::atomic<int64_t> sum{0};
  pool.parallel_for(kTotal, kGrain, [&](int64_t begin, int64_t end) { sum += end - begin; });
  EXPECT_EQ(sum, kTotal);
}

TEST(ThreadPool, UsesItsWorkers) {
  ThreadPool pool(2);
  std::atomic<int> arrived{0};
  pool.parallel_for(2, 1, [&](int64_t, int64_t) {
    arrived.fetch_add(1);
    while (arrived < 2) std::this_thread::yield();
  });
  EXPECT_EQ(arrived, 2);
}

TEST(ThreadPool, WorkersThatFellAsleepWakeUp) {
  ThreadPool pool(3);
  for (int round = 0; round < 5; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    std::atomic<int> arrived{0};
    pool.parallel_for(3, 1, [&](int64_t, int64_t) {
      arrived.fetch_add(1);
      while (arrived < 3) std::this_thread::yield();
    });
    EXPECT_EQ(arrived, 3);
  }
}

TEST(ThreadPool, TheCallerWaitsForSlowWorkers) {
  ThreadPool pool(2);
  const std::thread::id caller = std::this_thread::get_id();
  for (int round = 0; round < 5; ++round) {
    std::atomic<int> arrived{0};
    std::atomic<int> done{0};
    pool.parallel_for(2, 1, [&](int64_t, int64_t) {
      arrived.fetch_add(1);
      while (arrived < 2) std::this_thread::yield();
      if (std::this_thread::get_id() != caller) std::this_thread::sleep_for(std::chrono::milliseconds(5));
      done.fetch_add(1);
    });
    EXPECT_EQ(done, 2);
  }
}

TEST(ThreadPool, ManySmallLoopsOneAfterAnother) {
  ThreadPool pool(4);
  int64_t plain = 0;
  for (int round = 0; round < 5000; ++round) {
    std::atomic<int64_t> sum{0};
    pool.parallel_for(8, 1, [&](int64_t begin, int64_t end) { sum += end - begin; });
    plain += sum;
  }
  EXPECT_EQ(plain, 40000);
}

TEST(ThreadPool, ExceptionsReachTheCaller) {
  for (const int threads : {1, 4}) {
    ThreadPool pool(threads);
    for (int64_t bad = 0; bad < 100; bad += 9) {
      const auto loop = [&] {
        pool.parallel_for(100, 1, [&](int64_t begin, int64_t end) {
          if (begin <= bad && bad < end) throw std::runtime_error("bad " + std::to_string(bad));
        });
      };
      try {
        loop();
        ADD_FAILURE() << "nothing was thrown";
      } catch (const std::runtime_error& error) {
        EXPECT_EQ(std::string(error.what()), "bad " + std::to_string(bad));
      }
    }
    std::atomic<int64_t> sum{0};
    pool.parallel_for(100, 1, [&](int64_t begin, int64_t end) { sum += end - begin; });
    EXPECT_EQ(sum, 100);
  }
}

TEST(ThreadPool, OneExceptionOfManyIsThrown) {
  ThreadPool pool(4);
  for (int round = 0; round < 50; ++round) {
    EXPECT_THROW(pool.parallel_for(1000, 1, [](int64_t, int64_t) { throw std::runtime_error("every time"); }),
                 std::runtime_error);
  }
}

TEST(ThreadPool, NestedLoopsRunOnTheirThread) {
  ThreadPool pool(4);
  std::atomic<int64_t> sum{0};
  std::atomic<int> strays{0};
  pool.parallel_for(16, 1, [&](int64_t outer_begin, int64_t outer_end) {
    for (int64_t outer = outer_begin; outer < outer_end; ++outer) {
      const std::thread::id self = std::this_thread::get_id();
      pool.parallel_for(100, 1, [&](int64_t begin, int64_t end) {
        if (std::this_thread::get_id() != self) strays.fetch_add(1);
        sum += end - begin;
      });
    }
  });
  EXPECT_EQ(sum, 1600);
  EXPECT_EQ(strays, 0);
}

TEST(ThreadPool, ManyCallersAtOnce) {
  ThreadPool pool(3);
  std::atomic<int64_t> sum{0};
  std::atomic<int> caught{0};
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 6; ++caller) {
    callers.emplace_back([&, caller] {
      for (int round = 0; round < 300; ++round) {
        try {
          pool.parallel_for(50, 4, [&](int64_t begin, int64_t end) {
            if (caller == 0 && begin == 0) throw std::runtime_error("caller 0");
            if (caller != 0) sum += end - begin;
          });
        } catch (const std::runtime_error&) {
          EXPECT_EQ(caller, 0);
          caught.fetch_add(1);
        }
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(sum, 5 * 300 * 50);
  EXPECT_EQ(caught, 300);
}

TEST(ThreadPool, StartsAndStopsOften) {
  for (int round = 0; round < 100; ++round) {
    ThreadPool pool(3);
    std::atomic<int64_t> sum{0};
    if (round % 2 == 0) pool.parallel_for(10, 1, [&](int64_t begin, int64_t end) { sum += end - begin; });
    EXPECT_EQ(sum, round % 2 == 0 ? 10 : 0);
  }
}

TEST(LoopRecorder, SumsUpTheLoopsOfItsThread) {
  ThreadPool pool(3);
  std::atomic<int64_t> sum{0};
  const auto loop = [&](int64_t begin, int64_t end) { sum += end - begin; };
  LoopTimes times;
  {
    const LoopRecorder recorder(times);
    pool.parallel_for(1000, 10, loop);
    pool.parallel_for(1000, 20, loop);
    pool.parallel_for(5, 10, loop);
  }
  pool.parallel_for(1000, 30, loop);
  EXPECT_EQ(sum, 3005);
  EXPECT_EQ(times.loops, 2) << "what one thread does alone is no loop, and later ones are not recorded";
  EXPECT_EQ(times.grains, (std::array<int64_t, 4>{10, 20, 0, 0}));
  EXPECT_GE(times.distribute_ns, 0);
  EXPECT_GE(times.run_ns, 0);
  EXPECT_GE(times.wait_ns, 0);
}

TEST(LoopRecorder, TheInnerOneCounts) {
  ThreadPool pool(2);
  LoopTimes outer;
  LoopTimes inner;
  const auto loop = [](int64_t, int64_t) {};
  {
    const LoopRecorder outer_recorder(outer);
    {
      const LoopRecorder inner_recorder(inner);
      pool.parallel_for(100, 1, loop);
    }
    pool.parallel_for(100, 1, loop);
    pool.parallel_for(100, 1, loop);
  }
  EXPECT_EQ(inner.loops, 1);
  EXPECT_EQ(outer.loops, 2);
}

TEST(LoopRecorder, WorkersTellWhatTheyDid) {
  ThreadPool pool(3);
  LoopTimes times;
  const LoopRecorder recorder(times);
  std::atomic<int> arrived{0};
  // Nobody leaves the loop before all threads are in it.
  pool.parallel_for(3, 1, [&](int64_t, int64_t) {
    ++arrived;
    while (arrived < 3) std::this_thread::yield();
  });
  for (int i = 0; i < 2; ++i) {
    const ThreadPool::Worker worker = pool.worker(i);
    EXPECT_NE(worker.thread, 0u);
    EXPECT_EQ(worker.loops, 1);
    EXPECT_GE(worker.core, 0);
  }
  EXPECT_NE(pool.worker(0).thread, pool.worker(1).thread);
}

}  // namespace
}  // namespace ort
