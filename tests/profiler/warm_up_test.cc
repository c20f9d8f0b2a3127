#include "profiler/warm_up.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/profiler/synthetic_noise.h"

namespace ort::profiler {
namespace {

using test::SyntheticNoise;

TEST(WarmUp, SteadySeriesHaveNone) {
  int found = 0;
  for (uint64_t seed = 0; seed < 200; ++seed) {
    const auto series = SyntheticNoise({.spread = 0.05, .correlation = 0.3, .spike_chance = 0.02}, seed).series(300);
    if (find_warm_up(series).count > 0) ++found;
  }
  EXPECT_LE(found, 4);
}

TEST(WarmUp, AStepIsFound) {
  for (const std::size_t slow : {10, 40, 100}) {
    auto series = SyntheticNoise({.spread = 0.02, .spike_chance = 0.01}, slow).series(400);
    for (std::size_t i = 0; i < slow; ++i) series[i] *= 1.3;
    const WarmUp warm_up = find_warm_up(series);
    EXPECT_NEAR(static_cast<double>(warm_up.count), static_cast<double>(slow), 6) << slow;
    EXPECT_NEAR(warm_up.ratio, 1.3, 0.05);
  }
}

TEST(WarmUp, ADecayIsFound) {
  auto series = SyntheticNoise({.spread = 0.01}, 5).series(500);
  for (std::size_t i = 0; i < series.size(); ++i) series[i] *= 1 + std::exp(-static_cast<double>(i) / 20);
  const WarmUp warm_up = find_warm_up(series);
  EXPECT_GT(warm_up.count, 40u);
  EXPECT_LT(warm_up.count, 200u);
  EXPECT_GT(warm_up.ratio, 1.05);
}

TEST(WarmUp, ShortAndConstantSeriesHaveNone) {
  EXPECT_EQ(find_warm_up(std::vector<double>(19, 1.0)).count, 0u);
  EXPECT_EQ(find_warm_up(std::vector<double>(1000, 1.0)).count, 0u);
  EXPECT_EQ(find_warm_up({}).count, 0u);
}

}  // namespace
}  // namespace ort::profiler
