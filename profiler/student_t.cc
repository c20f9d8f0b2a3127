#include "profiler/student_t.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ort::profiler {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Keeps the denominators of Lentz's method away from 0.
double nonzero(double value) {
  constexpr double kTiny = 1e-300;
  return std::abs(value) < kTiny ? kTiny : value;
}

/// The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8), by Lentz's method. Converges
/// fast for x < (a + 1) / (a + b + 2).
double beta_fraction(double x, double a, double b) {
  constexpr int kMostTerms = 10000;
  constexpr double kPrecision = 1e-15;
  double c = 1;
  double d = 1 / nonzero(1 - (a + b) * x / (a + 1));
  double fraction = d;
  for (int m = 1; m <= kMostTerms; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    for (const double term : {even, odd}) {
      d = 1 / nonzero(1 + term * d);
      c = nonzero(1 + term / c);
      fraction *= c * d;
    }
    if (std::abs(c * d - 1) < kPrecision) break;
  }
  return fraction;
}

/// The regularized incomplete beta function of x and 1 - x, the latter given too so that it keeps its digits.
double incomplete_beta(double x, double one_minus_x, double a, double b) {
  if (x <= 0) return 0;
  if (one_minus_x <= 0) return 1;
  const double scale =
      std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log(one_minus_x));
  if (x < (a + 1) / (a + b + 2)) return scale * beta_fraction(x, a, b) / a;
  return 1 - scale * beta_fraction(one_minus_x, b, a) / b;
}

}  // namespace

double student_t_two_sided(double t, double degrees) {
  if (std::isnan(t)) return 1;
  if (std::isinf(t)) return 0;
  const double square = t * t;
  const double sum = degrees + square;
  return std::clamp(incomplete_beta(degrees / sum, square / sum, degrees / 2, 0.5), 0.0, 1.0);
}

double student_t_quantile(double confidence, double degrees) {
  constexpr int kSteps = 200;
  double low = 0;
  double high = 1;
  while (1 - student_t_two_sided(high, degrees) < confidence && high < 1e300) high *= 2;
  for (int step = 0; step < kSteps && high - low > 1e-12 * high; ++step) {
    const double middle = (low + high) / 2;
    (1 - student_t_two_sided(middle, degrees) < confidence ? low : high) = middle;
  }
  return (low + high) / 2;
}

WelchTest welch_t_test(const Summary& a, const Summary& b, double confidence) {
  WelchTest test;
  test.difference = b.mean - a.mean;
  test.interval = {-kInfinity, kInfinity};
  if (a.count < 2 || b.count < 2) return test;
  const auto count_a = static_cast<double>(a.count);
  const auto count_b = static_cast<double>(b.count);
  const double square_a = a.stddev * a.stddev / count_a;
  const double square_b = b.stddev * b.stddev / count_b;
  const double square = square_a + square_b;
  if (!(square > 0)) {
    test.t = test.difference == 0 ? 0 : std::copysign(kInfinity, test.difference);
    test.degrees = count_a + count_b - 2;
    test.p = test.difference == 0 ? 1 : 0;
    test.interval = {test.difference, test.difference};
    return test;
  }
  const double error = std::sqrt(square);
  test.t = test.difference / error;
  const double share_a = square_a / square;
  const double share_b = square_b / square;
  test.degrees = 1 / (share_a * share_a / (count_a - 1) + share_b * share_b / (count_b - 1));
  test.p = student_t_two_sided(test.t, test.degrees);
  const double reach = student_t_quantile(confidence, test.degrees) * error;
  test.interval = {test.difference - reach, test.difference + reach};
  return test;
}

}  // namespace ort::profiler
