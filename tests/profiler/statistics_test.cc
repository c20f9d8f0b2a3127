#include "profiler/statistics.h"

#include <gtest/gtest.h>

#include <vector>

namespace ort::profiler {
namespace {

TEST(Summary, OfNothingIsZero) {
  const Summary summary = summarize({});
  EXPECT_EQ(summary.count, 0u);
  EXPECT_EQ(summary.stddev, 0.0);
}

TEST(Summary, OfKnownValues) {
  const std::vector<double> values = {4, 2, 8, 6};
  const Summary summary = summarize(values);
  EXPECT_EQ(summary.count, 4u);
  EXPECT_DOUBLE_EQ(summary.min, 2);
  EXPECT_DOUBLE_EQ(summary.max, 8);
  EXPECT_DOUBLE_EQ(summary.mean, 5);
  EXPECT_DOUBLE_EQ(summary.median, 5);
  EXPECT_NEAR(summary.stddev, 2.581988897471611, 1e-12);
}

TEST(Percentile, InterpolatesBetweenNeighbours) {
  const std::vector<double> values = {1, 2, 3, 4, 5};
  EXPECT_DOUBLE_EQ(percentile(values, 0), 1);
  EXPECT_DOUBLE_EQ(percentile(values, 90), 4.6);
  EXPECT_DOUBLE_EQ(percentile(values, 100), 5);
  EXPECT_DOUBLE_EQ(percentile(std::vector<double>{7}, 99), 7);
}

TEST(MedianAbsoluteDeviation, IsNotMovedByAnOutlier) {
  EXPECT_DOUBLE_EQ(median_absolute_deviation(std::vector<double>{1, 1, 2, 2, 4, 6, 900}), 1);
  EXPECT_DOUBLE_EQ(median_absolute_deviation({}), 0);
}

TEST(TrimmedMean, LeavesOutBothEnds) {
  const std::vector<double> values = {100, 1, 2, 3, -50};
  EXPECT_DOUBLE_EQ(trimmed_mean(values, 0.2), 2);
  EXPECT_DOUBLE_EQ(trimmed_mean(values, 0.5), 2);
  EXPECT_DOUBLE_EQ(trimmed_mean(values, 0), 11.2);
  EXPECT_DOUBLE_EQ(trimmed_mean(std::vector<double>{1, 3}, 0.5), 2);
  EXPECT_DOUBLE_EQ(trimmed_mean({}, 0.2), 0);
}

}  // namespace
}  // namespace ort::profiler
