#include "ort/machine.h"

#include <gtest/gtest.h>

#include <vector>

#include "libort/core/thread_pool.h"
#include "tests/support/throws_error.h"

namespace ort {
namespace {

TEST(CountCpus, TellsHowThreadsAreCounted) {
  const CpuCount count = count_cpus();
  EXPECT_GE(count.online, 1);
  EXPECT_GE(count.affinity, 1);
  EXPECT_GE(count.usable, 1);
  EXPECT_LE(count.usable, count.affinity);
  EXPECT_EQ(count.usable, default_thread_count());
}

TEST(CpuCaches, StandInOrder) {
  int level = 0;
  for (const CpuCache& cache : get_cpu_caches()) {
    EXPECT_GE(cache.level, level);
    EXPECT_GT(cache.bytes, 0);
    EXPECT_GE(cache.shared_by, 1);
    level = cache.level;
  }
}

TEST(ProcessMemory, GrowsWithWhatIsTouched) {
  constexpr std::size_t kBytes = std::size_t{64} << 20;
  const ProcessMemory before = get_process_memory();
  const std::vector<char> touched(kBytes, 1);
  const ProcessMemory after = get_process_memory();
  EXPECT_GT(before.resident, 0);
  EXPECT_GE(after.peak, after.resident);
  EXPECT_GE(after.peak, before.resident + static_cast<int64_t>(kBytes / 2)) << touched[0];
}

TEST(CpuName, IsOneLine) { EXPECT_EQ(get_cpu_name().find('\n'), std::string::npos); }

TEST(MachineRates, NegativeThreadsAreRefused) {
  EXPECT_TRUE(ort::testing::throws_error([] { measure_machine_rates(-1); }, ErrorCode::kInvalidArgument,
                                         ErrorKind::kUsage, "-1 threads"));
}

}  // namespace
}  // namespace ort
