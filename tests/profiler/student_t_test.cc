#include "profiler/student_t.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace ort::profiler {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(StudentT, KnownTails) {
  EXPECT_NEAR(student_t_two_sided(1, 1), 0.5, 1e-12);
  EXPECT_NEAR(student_t_two_sided(2, 2), 1 - 2 / std::sqrt(6.0), 1e-12);
  EXPECT_NEAR(student_t_two_sided(-2, 2), 1 - 2 / std::sqrt(6.0), 1e-12);
  EXPECT_NEAR(student_t_two_sided(1.959963984540054, 1e9), 0.05, 1e-6);
  EXPECT_DOUBLE_EQ(student_t_two_sided(0, 5), 1);
  EXPECT_DOUBLE_EQ(student_t_two_sided(kInfinity, 5), 0);
  EXPECT_DOUBLE_EQ(student_t_two_sided(std::nan(""), 5), 1);
}

TEST(StudentT, QuantilesOfTheTables) {
  EXPECT_NEAR(student_t_quantile(0.95, 1), 12.706204736, 1e-6);
  EXPECT_NEAR(student_t_quantile(0.95, 10), 2.228138852, 1e-8);
  EXPECT_NEAR(student_t_quantile(0.99, 30), 2.749995654, 1e-8);
  EXPECT_NEAR(student_t_quantile(0.95, 1e9), 1.959963985, 1e-6);
}

TEST(WelchTest, OfKnownSamples) {
  const std::vector<double> a = {27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1,
                                 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4};
  const std::vector<double> b = {27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0,
                                 24.8, 20.2, 21.9, 22.1, 22.9, 30.3, 24.2};
  const WelchTest test = welch_t_test(summarize(a), summarize(b));
  EXPECT_NEAR(test.difference, summarize(b).mean - summarize(a).mean, 1e-12);
  EXPECT_GT(test.degrees, 24);
  EXPECT_LT(test.degrees, 28);
  EXPECT_GT(test.p, 0.001);
  EXPECT_LT(test.p, 0.05);
  EXPECT_GT(test.interval.low, 0) << "p below 0.05 and the 95 % interval say the same";
}

TEST(WelchTest, EqualVariancesAndCountsGiveStudentsTest) {
  const WelchTest test = welch_t_test(summarize(std::vector<double>{1, 2, 3}), summarize(std::vector<double>{2, 3, 4}));
  EXPECT_NEAR(test.t, std::sqrt(1.5), 1e-12);
  EXPECT_NEAR(test.degrees, 4, 1e-12);
  EXPECT_NEAR(test.p, 0.28786413, 1e-6);
  EXPECT_NEAR(test.interval.high - test.difference, 2.776445105 * std::sqrt(2.0 / 3), 1e-6);
}

TEST(WelchTest, WithoutSpreadOrWithoutValues) {
  const Summary constant = summarize(std::vector<double>{2, 2, 2});
  const Summary other = summarize(std::vector<double>{3, 3});
  EXPECT_EQ(welch_t_test(constant, constant).p, 1);
  EXPECT_EQ(welch_t_test(constant, other).p, 0);
  const WelchTest single = welch_t_test(constant, summarize(std::vector<double>{5}));
  EXPECT_EQ(single.p, 1);
  EXPECT_EQ(single.degrees, 0);
  EXPECT_EQ(single.interval.high, kInfinity);
}

}  // namespace
}  // namespace ort::profiler
