#include <gtest/gtest.h>

#include "libort/ops/op_registry.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/cpu_provider.h"
#include "tests/support/throws_error.h"

namespace ort {
namespace {

using testing::throws_error;

KernelDef def(VersionRange versions, TypeSet types) {
  KernelDef kernel;
  kernel.op_type = "Twice";
  kernel.versions = versions;
  kernel.types = {{"T", types}};
  return kernel;
}

TEST(OpRegistry, RefusesAVersionTwice) {
  OpRegistry ops;
  OpSchema schema;
  schema.name = "Twice";
  ops.add(schema);
  EXPECT_TRUE(
      throws_error([&] { ops.add(schema); }, ErrorCode::kFail, ErrorKind::kInternal, "Twice-1 is defined twice"));
}

TEST(OpRegistry, FindsTheVersionThatAnOpsetMeans) {
  const OpRegistry& ops = op_registry();
  EXPECT_EQ(ops.find("", "Softmax", 10)->since_version, 1);
  EXPECT_EQ(ops.find("", "Softmax", 12)->since_version, 11);
  EXPECT_EQ(ops.find("", "Softmax", 28)->since_version, 13);
  EXPECT_EQ(ops.find("", "HardSwish", 13), nullptr);
  EXPECT_EQ(ops.find("", "NoSuchOperator", 28), nullptr);
}

TEST(KernelRegistry, RefusesOverlappingKernels) {
  KernelRegistry kernels;
  kernels.add(def(between(1, 12), kFloats));
  kernels.add(def(since(13), kFloats));
  kernels.add(def(between(1, 12), kIntegers));
  EXPECT_TRUE(throws_error([&] { kernels.add(def(between(12, 20), kBool | TypeSet{DataType::kFloat})); },
                           ErrorCode::kFail, ErrorKind::kInternal, "two kernels for Twice-"));
}

TEST(KernelRegistry, HasAKernelForEveryVersionOfEveryOperator) {
  for (const OpSchema* schema : op_registry().all()) {
    if (schema->deprecated) continue;
    const auto kernels = cpu::kernel_registry().kernels_of(schema->domain, schema->name);
    const bool covered = std::any_of(kernels.begin(), kernels.end(), [&](const KernelDef* kernel) {
      return schema->since_version >= kernel->versions.first && schema->since_version <= kernel->versions.last;
    });
    EXPECT_TRUE(covered) << schema->name << "-" << schema->since_version;
  }
}

}  // namespace
}  // namespace ort
