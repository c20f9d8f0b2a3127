#include "profiler/autocorrelation.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "tests/profiler/synthetic_noise.h"

namespace ort::profiler {
namespace {

constexpr int kTrials = 400;

/// How often the 95 % interval holds the true median, 1, of series of `count` values.
double median_coverage(const test::SyntheticNoise::Shape& shape, std::size_t count) {
  int held = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    const auto series = test::SyntheticNoise(shape, 100 + static_cast<uint64_t>(trial)).series(count);
    if (median_interval(series).contains(1)) ++held;
  }
  return static_cast<double>(held) / kTrials;
}

TEST(LagOneCorrelation, OfKnownSeries) {
  EXPECT_EQ(lag_one_correlation(std::vector<double>{1, 2}), 0);
  EXPECT_EQ(lag_one_correlation(std::vector<double>{3, 3, 3, 3}), 0);
  EXPECT_DOUBLE_EQ(lag_one_correlation(std::vector<double>{1, -1, 1, -1}), -0.75);
  const auto series = test::SyntheticNoise({.spread = 0.01, .correlation = 0.8}, 7).series(5000);
  EXPECT_NEAR(lag_one_correlation(series), 0.8, 0.05);
}

TEST(BlockLength, GrowsWithTheCorrelation) {
  EXPECT_EQ(block_length(100, 0), 1u);
  EXPECT_GT(block_length(1000, 0.8), block_length(1000, 0.3));
  EXPECT_EQ(block_length(50, 0.99), 10u) << "at most a fifth";
  EXPECT_EQ(block_length(3, 0.9), 1u);
}

TEST(MedianInterval, HoldsTheMedianOfIndependentValues) {
  for (const std::size_t count : {20, 100, 1000}) EXPECT_GE(median_coverage({}, count), 0.92) << count;
}

TEST(MedianInterval, HoldsTheMedianOfDependentAndSpikyValues) {
  EXPECT_GE(median_coverage({.spread = 0.05, .correlation = 0.7}, 1000), 0.90);
  EXPECT_GE(median_coverage({.spread = 0.05, .correlation = 0.9}, 3000), 0.88);
  EXPECT_GE(median_coverage({.spread = 0.02, .spike_chance = 0.01, .spike_factor = 50}, 300), 0.90);
}

TEST(MedianInterval, IsNarrowForMany) {
  const auto series = test::SyntheticNoise({.spread = 0.02}, 3).series(4000);
  EXPECT_LT(median_interval(series).half_width(), 0.002);
}

TEST(MedianInterval, OfFewValues) {
  EXPECT_EQ(median_interval({}).high, 0);
  const Interval interval = median_interval(std::vector<double>{3, 1, 2});
  EXPECT_EQ(interval.low, 1);
  EXPECT_EQ(interval.high, 3);
}

TEST(MeanInterval, HoldsTheMean) {
  int held = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    const auto series =
        test::SyntheticNoise({.spread = 0.01, .correlation = 0.6}, static_cast<uint64_t>(trial)).series(2000);
    if (mean_interval(series).contains(1)) ++held;
  }
  EXPECT_GE(held, kTrials * 0.90);
  EXPECT_EQ(mean_interval(std::vector<double>{1}).high, std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace ort::profiler
