#include "profiler/modes.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/profiler/synthetic_noise.h"

namespace ort::profiler {
namespace {

using test::SyntheticNoise;

TEST(TwoModes, AreFound) {
  std::vector<double> values = SyntheticNoise({.spread = 0.03, .spike_chance = 0.01}, 1).series(300, 1);
  const std::vector<double> slow = SyntheticNoise({.spread = 0.03}, 2).series(100, 1.4);
  values.insert(values.end(), slow.begin(), slow.end());
  const auto modes = find_two_modes(values);
  ASSERT_TRUE(modes);
  EXPECT_NEAR(modes->low, 1, 0.02);
  EXPECT_NEAR(modes->high, 1.4, 0.03);
  EXPECT_NEAR(modes->high_share, 0.25, 0.02);
}

TEST(TwoModes, OnePeakHasNone) {
  for (uint64_t seed = 0; seed < 100; ++seed) {
    SyntheticNoise noise({.spread = 0.2, .correlation = 0.5, .spike_chance = 0.02}, seed);
    EXPECT_FALSE(find_two_modes(noise.series(200))) << seed;
  }
  EXPECT_FALSE(find_two_modes(std::vector<double>(100, 2.0)));
  EXPECT_FALSE(find_two_modes(std::vector<double>{1, 2}));
  EXPECT_FALSE(find_two_modes({}));
}

TEST(TwoModes, MustBeApart) {
  std::vector<double> values(50, 1.0);
  values.insert(values.end(), 50, 1.05);
  EXPECT_FALSE(find_two_modes(values));
  EXPECT_TRUE(find_two_modes(values, 0.01));
}

}  // namespace
}  // namespace ort::profiler
