#include "ort/machine.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>

#include "libort/core/cpu_isa.h"
#include "libort/core/fail.h"
#include "libort/core/thread_pool.h"
#include "providers/cpu/machine_rate_loops.h"
#include "providers/cpu/machine_rate_trials.h"

namespace ort {
namespace {

using cpu::RateTrials;
using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr Seconds kForkJoinTime(0.08);
constexpr std::chrono::milliseconds kWarmUp(60);
constexpr int64_t kWarmUpSteps = 1000;
constexpr int kForkJoins = 16;
constexpr int kMostLooks = 1 << 20;       ///< for a thread that does not come
constexpr std::size_t kLoopBytes = 2048;  ///< sizes are multiples of it, both halves of a copy too
constexpr std::size_t kLeastMemory = std::size_t{64} << 20;
constexpr std::size_t kMostMemory = std::size_t{1} << 30;

const cpu::MachineRateLoops& loops_for(Isa isa) {
  switch (isa) {
    case Isa::kAvx512:
      return cpu::kMachineRateLoopsAvx512;
    case Isa::kAvx2:
      return cpu::kMachineRateLoopsAvx2;
    default:
      return cpu::kMachineRateLoopsGeneric;
  }
}

/// Until the system has spread the threads over the CPUs and these run at their full clock.
void warm_up(RateTrials& trials, const cpu::MachineRateLoops& loops) {
  std::atomic<float> result{0};
  trials.seconds_together(trials.threads(), [&](int64_t) {
    const auto end = Clock::now() + kWarmUp;
    while (Clock::now() < end) result = loops.multiply_add_float(kWarmUpSteps, 0.5f);
  });
}

double float_gflops(RateTrials& trials, int threads, const cpu::MachineRateLoops& loops) {
  std::atomic<float> result{0};
  const double seconds = trials.best_seconds([&](int64_t steps) {
    return trials.seconds_together(threads, [&](int64_t) { result = loops.multiply_add_float(steps, 0.5f); });
  });
  return static_cast<double>(loops.float_operations_per_step) * threads / seconds * 1e-9;
}

double double_gflops(RateTrials& trials, int threads, const cpu::MachineRateLoops& loops) {
  std::atomic<double> result{0};
  const double seconds = trials.best_seconds([&](int64_t steps) {
    return trials.seconds_together(threads, [&](int64_t) { result = loops.multiply_add_double(steps, 0.5); });
  });
  return static_cast<double>(loops.double_operations_per_step) * threads / seconds * 1e-9;
}

/// Memory to measure in, each thread's part written first by itself.
class Memory {
 public:
  Memory(std::size_t bytes, RateTrials& trials) : threads_(trials.threads()) {
    part_ = std::max(kLoopBytes, bytes / static_cast<std::size_t>(threads_) / kLoopBytes * kLoopBytes);
    void* mapped =
        mmap(nullptr, this->bytes(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, /*fd=*/-1, /*offset=*/0);
    if (mapped == MAP_FAILED) {
      fail_limit("no memory to measure the machine in: " + std::to_string(this->bytes()) + " bytes are needed");
    }
    data_ = static_cast<std::byte*>(mapped);
    madvise(mapped, this->bytes(), MADV_HUGEPAGE);
    trials.seconds_together(threads_, [&](int64_t thread) { std::fill_n(at(thread), part_, std::byte{1}); });
  }
  ~Memory() { munmap(data_, bytes()); }
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  std::byte* at(int64_t thread) const { return data_ + static_cast<std::size_t>(thread) * part_; }
  std::size_t part() const { return part_; }
  std::size_t bytes() const { return part_ * static_cast<std::size_t>(threads_); }

 private:
  std::byte* data_ = nullptr;
  std::size_t part_ = 0;
  int threads_ = 1;
};

/// With `bytes` bytes for each of the threads, which hold them at the begin of their parts.
Bandwidth bandwidth(RateTrials& trials, int threads, const Memory& memory, std::size_t bytes,
                    const cpu::MachineRateLoops& loops) {
  std::atomic<uint64_t> found{0};
  const auto rate = [&](const auto& body) {
    const double seconds = trials.best_seconds([&](int64_t rounds) {
      return trials.seconds_together(threads, [&](int64_t thread) { body(memory.at(thread), rounds); });
    });
    return static_cast<double>(bytes) * threads / seconds * 1e-9;
  };
  Bandwidth result;
  result.read = rate([&](std::byte* at, int64_t rounds) { found = loops.read(at, bytes, rounds); });
  result.write = rate([&](std::byte* at, int64_t rounds) { loops.write(at, bytes, rounds, 0x0102030405060708u); });
  result.copy = rate([&](std::byte* at, int64_t rounds) { loops.copy(at, at + bytes / 2, bytes / 2, rounds); });
  return result;
}

/// What one thread can do all can: a trial of many threads is disturbed more easily.
Bandwidth at_least(const Bandwidth& all_threads, const Bandwidth& one_thread) {
  return {.read = std::max(all_threads.read, one_thread.read),
          .write = std::max(all_threads.write, one_thread.write),
          .copy = std::max(all_threads.copy, one_thread.copy)};
}

/// Caches that hold data.
std::vector<CpuCache> data_caches() {
  std::vector<CpuCache> caches = get_cpu_caches();
  std::erase_if(caches, [](const CpuCache& cache) { return cache.type == "Instruction" || cache.bytes <= 0; });
  return caches;
}

/// Enough to leave every cache behind, as far as the machine has it.
std::size_t memory_to_measure(const std::vector<CpuCache>& caches) {
  std::size_t wanted = kLeastMemory;
  if (!caches.empty()) {
    const int64_t instances = (count_cpus().online - 1) / caches.back().shared_by + 1;
    wanted = std::max(wanted, static_cast<std::size_t>(caches.back().bytes * instances) * 4);
  }
  const auto free = static_cast<std::size_t>(std::max<int64_t>(0, sysconf(_SC_AVPHYS_PAGES))) *
                    static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return std::min({wanted, kMostMemory, free / 8});
}

/// Bytes for each of `threads` threads that fit well into their share of the cache, and not into those before it.
std::size_t bytes_in(const CpuCache& cache, int64_t inner_bytes, int threads) {
  const int64_t share = cache.bytes / std::min(threads, cache.shared_by);
  const int64_t half = share / 2;
  const int64_t bytes = half > 2 * inner_bytes ? half : half + inner_bytes;
  return static_cast<std::size_t>(bytes) / kLoopBytes * kLoopBytes;
}

std::vector<MemoryLevel> memory_levels(RateTrials& trials, const cpu::MachineRateLoops& loops) {
  const std::vector<CpuCache> caches = data_caches();
  const Memory memory(memory_to_measure(caches), trials);
  const int threads = trials.threads();
  std::vector<MemoryLevel> levels;
  int64_t inner_bytes = 0;
  for (const CpuCache& cache : caches) {
    const auto measure = [&](int on) {
      return bandwidth(trials, on, memory, std::min(bytes_in(cache, inner_bytes, on), memory.part()), loops);
    };
    MemoryLevel level{.name = "L" + std::to_string(cache.level), .bytes = cache.bytes, .shared = cache.shared_by > 1};
    level.all_threads = measure(threads);
    level.one_thread = threads == 1 ? level.all_threads : measure(1);
    level.all_threads = at_least(level.all_threads, level.one_thread);
    levels.push_back(std::move(level));
    inner_bytes = cache.bytes;
  }
  MemoryLevel dram{.name = "DRAM", .bytes = 0, .shared = true};
  dram.all_threads = bandwidth(trials, threads, memory, memory.part(), loops);
  dram.one_thread = threads == 1 ? dram.all_threads : bandwidth(trials, 1, memory, memory.bytes(), loops);
  dram.all_threads = at_least(dram.all_threads, dram.one_thread);
  levels.push_back(std::move(dram));
  return levels;
}

/// Every thread takes part: each waits until all are there.
void fork_and_join(ThreadPool& pool) {
  const int threads = pool.threads();
  std::atomic<int> arrived{0};
  pool.parallel_for(threads, 1, [&](int64_t first, int64_t last) {
    arrived += static_cast<int>(last - first);
    for (int look = 0; arrived < threads && look < kMostLooks; ++look) {
    }
  });
}

double fork_join_us(ThreadPool& pool) {
  const auto deadline = Clock::now() + kForkJoinTime;
  Seconds best = Seconds::max();
  do {
    const auto begin = Clock::now();
    for (int i = 0; i < kForkJoins; ++i) fork_and_join(pool);
    best = std::min<Seconds>(best, Clock::now() - begin);
  } while (Clock::now() < deadline);
  return best.count() / kForkJoins * 1e6;
}

}  // namespace

MachineRates measure_machine_rates(int threads) {
  if (threads < 0) fail_usage("a machine cannot be measured with " + std::to_string(threads) + " threads");
  RateTrials trials(threads);
  const Isa isa = active_isa();
  const cpu::MachineRateLoops& loops = loops_for(isa);
  warm_up(trials, loops);
  MachineRates rates;
  rates.isa = isa_name(isa);
  rates.threads = trials.threads();
  rates.gflops = {{"float", float_gflops(trials, rates.threads, loops)},
                  {"double", double_gflops(trials, rates.threads, loops)}};
  rates.gflops_one_thread = rates.threads == 1
                                ? rates.gflops
                                : std::map<std::string, double>{{"float", float_gflops(trials, 1, loops)},
                                                                {"double", double_gflops(trials, 1, loops)}};
  for (auto& [type, rate] : rates.gflops) rate = std::max(rate, rates.gflops_one_thread.at(type));
  rates.memory = memory_levels(trials, loops);
  rates.fork_join_us = fork_join_us(trials.pool());
  rates.cpu_share = trials.cpu_share();
  return rates;
}

}  // namespace ort
