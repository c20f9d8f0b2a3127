#pragma once

#include "profiler/statistics.h"

namespace ort::profiler {

/// P(|T| >= |t|) for Student's t distribution with `degrees` > 0 degrees of freedom, which need not be whole. 0 for an
/// infinite t, 1 for one that is no number.
double student_t_two_sided(double t, double degrees);

/// The t with P(|T| <= t) == confidence, confidence in (0, 1).
double student_t_quantile(double confidence, double degrees);

/// Whether the means of two samples differ, their variances being unequal perhaps.
struct WelchTest {
  double difference = 0;  ///< mean of b - mean of a
  double t = 0;
  double degrees = 0;  ///< Welch-Satterthwaite; 0 where the test cannot be made
  double p = 1;        ///< two-sided; 1 where a sample has fewer than two values
  Interval interval;   ///< of the difference; {-infinity, infinity} where the test cannot be made
};

/// Takes the values of each sample for independent ones. Two samples without any spread: p is 1 for equal means and 0
/// for others.
WelchTest welch_t_test(const Summary& a, const Summary& b, double confidence = 0.95);

}  // namespace ort::profiler
