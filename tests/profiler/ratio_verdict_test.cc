#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <vector>

#include "profiler/bootstrap.h"
#include "profiler/ratio_interval.h"
#include "profiler/verdict.h"
#include "tests/profiler/synthetic_noise.h"

namespace ort::profiler {
namespace {

using test::SyntheticNoise;

constexpr double kEquivalence = 0.015;

/// Blocks A B B A of single runs; B takes `ratio` times as long as A.
std::vector<PairedBlock> interleaved(SyntheticNoise& noise, std::size_t count, double ratio) {
  std::vector<PairedBlock> blocks;
  for (std::size_t i = 0; i < count; ++i) {
    PairedBlock block;
    block.a[0] = noise.next(1);
    block.b[0] = noise.next(ratio);
    block.b[1] = noise.next(ratio);
    block.a[1] = noise.next(1);
    blocks.push_back(block);
  }
  return blocks;
}

std::map<Verdict, int> verdicts(const SyntheticNoise::Shape& shape, std::size_t blocks, double ratio, int trials) {
  std::map<Verdict, int> counts;
  for (int trial = 0; trial < trials; ++trial) {
    SyntheticNoise noise(shape, 1000 + static_cast<uint64_t>(trial));
    ++counts[judge(ratio_interval(interleaved(noise, blocks, ratio)), kEquivalence)];
  }
  return counts;
}

std::vector<SyntheticNoise::Shape> noisy_machines() {
  return {
      {.spread = 0.03},
      {.spread = 0.05, .correlation = 0.8},
      {.spread = 0.03, .drift = 0.001},
      {.spread = 0.02, .spike_chance = 0.03, .spike_factor = 10},
      {.spread = 0.04, .correlation = 0.5, .drift = -0.0005, .spike_chance = 0.01, .spike_factor = 30},
  };
}

TEST(Verdict, EqualSidesAreTheSame) {
  for (const auto& shape : noisy_machines()) {
    EXPECT_GE(verdicts(shape, 150, 1, 40)[Verdict::kSame], 39) << shape.spread << " " << shape.correlation;
  }
}

TEST(Verdict, ThreePercentIsSlower) {
  for (const auto& shape : noisy_machines()) {
    EXPECT_GE(verdicts(shape, 150, 1.03, 40)[Verdict::kSlower], 39) << shape.spread << " " << shape.correlation;
    EXPECT_GE(verdicts(shape, 150, 1 / 1.03, 40)[Verdict::kFaster], 39) << shape.spread << " " << shape.correlation;
  }
}

TEST(Verdict, FewNoisyBlocksAreInconclusive) {
  auto counts = verdicts({.spread = 0.2}, 10, 1, 100);
  EXPECT_GE(counts[Verdict::kInconclusive], 85);
  EXPECT_LE(counts[Verdict::kSlower] + counts[Verdict::kFaster], 14);
}

TEST(RatioInterval, HoldsTheRatio) {
  for (const auto& shape : noisy_machines()) {
    int held = 0;
    for (uint64_t seed = 0; seed < 100; ++seed) {
      SyntheticNoise noise(shape, seed);
      if (ratio_interval(interleaved(noise, 60, 1.1)).interval.contains(1.1)) ++held;
    }
    EXPECT_GE(held, 87) << shape.spread << " " << shape.correlation;
  }
}

/// Rounds that differ by more than the blocks within them, as when data lies elsewhere in memory.
TEST(RatioInterval, KnowsThatRoundsDiffer) {
  int held = 0;
  for (uint64_t seed = 0; seed < 200; ++seed) {
    SyntheticNoise noise({.spread = 0.005}, seed);
    SyntheticNoise places({.spread = 0.01}, seed + 500);
    std::vector<PairedBlock> all;
    for (std::size_t round = 0; round < 12; ++round) {
      for (PairedBlock block : interleaved(noise, 30, places.next(1.02))) {
        block.round = round;
        all.push_back(block);
      }
    }
    const RatioInterval ratio = ratio_interval(all);
    EXPECT_EQ(ratio.rounds, 12u);
    if (ratio.interval.contains(1.02)) ++held;
  }
  EXPECT_GE(held, 180);
}

TEST(RatioInterval, NeedsBlocks) {
  EXPECT_EQ(ratio_interval({}).blocks, 0u);
  const std::vector<PairedBlock> blocks = {{{1, 1}, {2, 2}}, {{0, 1}, {1, 1}}, {{1, 1}, {2, 2}}};
  const RatioInterval ratio = ratio_interval(blocks);
  EXPECT_EQ(ratio.blocks, 2u);
  EXPECT_DOUBLE_EQ(ratio.ratio, 2);
  EXPECT_EQ(ratio.interval.high, std::numeric_limits<double>::infinity());
  EXPECT_EQ(judge(ratio, kEquivalence), Verdict::kInconclusive);
}

TEST(RatioInterval, TheSeedDecides) {
  SyntheticNoise noise({.spread = 0.1}, 1);
  const auto blocks = interleaved(noise, 30, 1);
  EXPECT_EQ(ratio_interval(blocks, 0.95, 3).interval.low, ratio_interval(blocks, 0.95, 3).interval.low);
  EXPECT_NE(ratio_interval(blocks, 0.95, 3).interval.low, ratio_interval(blocks, 0.95, 4).interval.low);
}

TEST(Verdict, FollowsTheInterval) {
  const auto of = [](double ratio, double low, double high) {
    RatioInterval interval;
    interval.ratio = ratio;
    interval.interval = {low, high};
    return judge(interval, kEquivalence);
  };
  EXPECT_EQ(of(1.001, 0.99, 1.01), Verdict::kSame);
  EXPECT_EQ(of(1.006, 1.002, 1.010), Verdict::kSame) << "a difference too small to matter";
  EXPECT_EQ(of(1.010, 0.999, 1.020), Verdict::kSame) << "holds 1 and is narrow";
  EXPECT_EQ(of(1.010, 0.980, 1.040), Verdict::kInconclusive);
  EXPECT_EQ(of(1.012, 1.005, 1.019), Verdict::kInconclusive) << "a difference at the limit";
  EXPECT_EQ(of(1.030, 1.010, 1.050), Verdict::kSlower);
  EXPECT_EQ(of(0.970, 0.960, 0.980), Verdict::kFaster);
  EXPECT_EQ(of(1.034, 1.002, 1.146), Verdict::kInconclusive) << "hardly excludes 1";
}

TEST(Verdict, IsExplained) {
  RatioInterval ratio;
  ratio.ratio = 1.031;
  ratio.interval = {1.028, 1.034};
  EXPECT_EQ(explain(Verdict::kSlower, ratio, kEquivalence),
            "slower: takes 3.10 % longer (95 % interval +2.80 % to +3.40 %)");
  EXPECT_EQ(verdict_name(Verdict::kInconclusive), "inconclusive");
}

TEST(Bootstrap, OfTheMean) {
  const auto mean = [](std::span<const double> values) { return summarize(values).mean; };
  const auto series = SyntheticNoise({.spread = 0.1}, 2).series(400);
  const Interval interval = bootstrap_interval(series, mean);
  const double error = summarize(series).stddev / 20;
  EXPECT_NEAR(interval.half_width(), 1.96 * error, 0.3 * error);
  EXPECT_TRUE(interval.contains(summarize(series).mean));
  EXPECT_EQ(bootstrap_interval({}, mean).high, 0);
}

}  // namespace
}  // namespace ort::profiler
