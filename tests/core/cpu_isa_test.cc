#include "libort/core/cpu_isa.h"

#include <gtest/gtest.h>

#include "tests/support/throws_error.h"

namespace ort {
namespace {

TEST(CpuIsa, Names) {
  EXPECT_EQ(isa_name(Isa::kGeneric), "generic");
  EXPECT_EQ(isa_name(Isa::kAvx2), "avx2");
  EXPECT_EQ(isa_name(Isa::kAvx512), "avx512");
}

#if defined(__x86_64__)
TEST(CpuIsa, AgreesWithTheCompilersDetection) {
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  EXPECT_EQ(machine_isa(), avx512 ? Isa::kAvx512 : avx2 ? Isa::kAvx2 : Isa::kGeneric);
}
#endif

TEST(CpuIsa, CanBeLoweredButNotRaised) {
  EXPECT_EQ(active_isa(), machine_isa());
  set_active_isa(Isa::kGeneric);
  EXPECT_EQ(active_isa(), Isa::kGeneric);
  set_active_isa(machine_isa());
  EXPECT_EQ(active_isa(), machine_isa());
  if (machine_isa() == Isa::kAvx512) return;
  EXPECT_TRUE(ort::testing::throws_error([] { set_active_isa(Isa::kAvx512); }, ErrorCode::kEpFail, ErrorKind::kProvider,
                                         "this machine has no avx512"));
}

}  // namespace
}  // namespace ort
