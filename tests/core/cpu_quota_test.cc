#include "libort/core/cpu_quota.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "libort/core/thread_pool.h"
#include "tests/support/temporary_folder.h"

namespace ort {
namespace {

using ort::testing::TemporaryFolder;

TEST(CpuQuota, NoneWithoutFiles) {
  const TemporaryFolder folder;
  EXPECT_EQ(cpu_quota(folder.path() / "absent", folder.path()), std::nullopt);
}

TEST(CpuQuota, Version2) {
  const TemporaryFolder folder;
  const auto membership = folder.write("cgroup", "0::/app\n");
  folder.write("fs/app/cpu.max", "350000 100000\n");
  EXPECT_EQ(cpu_quota(membership, folder.path() / "fs"), 3.5);
  folder.write("fs/app/cpu.max", "50000 100000\n");
  EXPECT_EQ(cpu_quota(membership, folder.path() / "fs"), 0.5);
}

TEST(CpuQuota, Version2WithoutLimit) {
  const TemporaryFolder folder;
  const auto membership = folder.write("cgroup", "0::/app\n");
  folder.write("fs/app/cpu.max", "max 100000\n");
  EXPECT_EQ(cpu_quota(membership, folder.path() / "fs"), std::nullopt);
}

TEST(CpuQuota, TheSmallestOfAllGroupsAboveCounts) {
  const TemporaryFolder folder;
  const auto membership = folder.write("cgroup", "0::/a/b/c\n");
  folder.write("fs/a/cpu.max", "200000 100000\n");
  folder.write("fs/a/b/c/cpu.max", "800000 100000\n");
  EXPECT_EQ(cpu_quota(membership, folder.path() / "fs"), 2);
}

TEST(CpuQuota, AContainerThatSeesOnlyItsOwnGroup) {
  const TemporaryFolder folder;
  const auto membership = folder.write("cgroup", "0::/docker/0123\n");
  folder.write("fs/cpu.max", "400000 100000\n");
  EXPECT_EQ(cpu_quota(membership, folder.path() / "fs"), 4);
}

TEST(CpuQuota, Version1) {
  const TemporaryFolder folder;
  const auto membership = folder.write("cgroup", "3:memory:/app\n2:cpu,cpuacct:/app\n1:cpuset:/app\n");
  folder.write("fs/cpu,cpuacct/app/cpu.cfs_quota_us", "600000\n");
  folder.write("fs/cpu,cpuacct/app/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(cpu_quota(membership, folder.path() / "fs"), 6);
  folder.write("fs/cpu,cpuacct/app/cpu.cfs_quota_us", "-1\n");
  EXPECT_EQ(cpu_quota(membership, folder.path() / "fs"), std::nullopt);
}

TEST(CpuQuota, Version1MountedUnderTheControllersName) {
  const TemporaryFolder folder;
  const auto membership = folder.write("cgroup", "2:cpuacct,cpu:/app\n");
  folder.write("fs/cpu/cpu.cfs_quota_us", "200000\n");
  folder.write("fs/cpu/cpu.cfs_period_us", "100000\n");
  EXPECT_EQ(cpu_quota(membership, folder.path() / "fs"), 2);
}

TEST(CpuQuota, NonsenseIsNoQuota) {
  const TemporaryFolder folder;
  const auto membership = folder.write("cgroup", "nonsense\n0::/app\n");
  for (const char* content : {"", "max", "1e9 100000", "0 100000", "100000 0", "99999999999999999999 1"}) {
    folder.write("fs/app/cpu.max", content);
    EXPECT_EQ(cpu_quota(membership, folder.path() / "fs"), std::nullopt) << content;
  }
}

TEST(DefaultThreadCount, IsAtLeastOneAndHoldsTheQuota) {
  EXPECT_GE(default_thread_count(), 1);
  EXPECT_LE(default_thread_count(), std::max(1.0, cpu_quota().value_or(1 << 20)));
}

}  // namespace
}  // namespace ort
