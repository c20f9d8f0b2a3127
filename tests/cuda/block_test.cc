#include <cuda_runtime.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

#include "providers/cuda/device/index.h"
#include "providers/cuda/device/launch.h"

namespace ort::cuda {
namespace {

void sum_by_shuffles(const int* x, int* sums, int64_t length) {
  int* parts = dynamic_shared<int>();
  int sum = 0;
  for (int64_t i = threadIdx.x; i < length; i += blockDim.x) sum += x[blockIdx.x * length + i];
  for (int mask = 16; mask > 0; mask >>= 1) sum += __shfl_xor_sync(~0u, sum, mask);
  if (threadIdx.x % 32 == 0) parts[threadIdx.x / 32] = sum;
  __syncthreads();
  if (threadIdx.x == 0) {
    sums[blockIdx.x] = 0;
    for (unsigned i = 0; i < blockDim.x / 32; ++i) sums[blockIdx.x] += parts[i];
  }
}

TEST(Block, BarriersAndShufflesWork) {
  constexpr int64_t kRows = 5;
  constexpr int64_t kLength = 131;
  std::vector<int> x(kRows * kLength);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<int>(i * 7 % 23);
  std::vector<int> sums(kRows);
  host::run_cooperative(dim3(kRows), dim3(96), 3 * sizeof(int),
                        [&] { sum_by_shuffles(x.data(), sums.data(), kLength); });
  for (int64_t row = 0; row < kRows; ++row) {
    int expected = 0;
    for (int64_t i = 0; i < kLength; ++i) expected += x[static_cast<std::size_t>(row * kLength + i)];
    EXPECT_EQ(sums[static_cast<std::size_t>(row)], expected);
  }
}

TEST(Block, ThreadsThatWaitForDifferentThingsAreCaught) {
  const auto divergent = [] { threadIdx.x == 0 ? __syncwarp() : __syncthreads(); };
  EXPECT_THROW(host::run_cooperative(dim3(1), dim3(64), 0, divergent), std::logic_error);
  EXPECT_NO_THROW(host::run_cooperative(dim3(1), dim3(64), 0, [] { __syncthreads(); }));
}

TEST(Block, AFlatKernelMustNotWait) {
  EXPECT_THROW(host::run_flat(dim3(1), dim3(8), [] { __syncthreads(); }), std::logic_error);
  EXPECT_THROW(host::run_flat(dim3(1), dim3(8), [] { dynamic_shared<float>(); }), std::logic_error);
  EXPECT_THROW(host::run_flat(dim3(1), dim3(8), [] { __shfl_xor_sync(~0u, 1, 1); }), std::logic_error);
}

TEST(StridedSpaces, MergeWhatIsWalkedInOneGo) {
  const auto dense = broadcast_space<2>({2, 3, 4}, {Shape{2, 3, 4}, Shape{2, 3, 4}});
  EXPECT_EQ(dense.rank, 1);
  EXPECT_EQ(dense.sizes[0], 24);
  const auto mixed = broadcast_space<2>({2, 3, 4}, {Shape{2, 3, 4}, Shape{3, 1}});
  EXPECT_EQ(mixed.rank, 3);
  int64_t at[2];
  mixed.locate(23, at);
  EXPECT_EQ(at[0], 23);
  EXPECT_EQ(at[1], 2);
  const auto scalar = broadcast_space<2>({}, {Shape{}, Shape{}});
  scalar.locate(0, at);
  EXPECT_EQ(at[0], 0);
  EXPECT_EQ(at[1], 0);
}

TEST(StridedSpaces, LargePositionsAreExact) {
  const auto space = make_space<1>(std::vector<int64_t>{int64_t{1} << 33, 3}, {std::vector<int64_t>{5, 1}});
  int64_t at[1];
  space.locate((int64_t{1} << 33) * 3 - 1, at);
  EXPECT_EQ(at[0], ((int64_t{1} << 33) - 1) * 5 + 2);
}

}  // namespace
}  // namespace ort::cuda
