#include "tests/profiler/synthetic_noise.h"

#include <cmath>
#include <numbers>

namespace ort::profiler::test {

double SyntheticNoise::uniform() { return (static_cast<double>(random_() >> 11) + 0.5) * 0x1p-53; }

double SyntheticNoise::normal() {
  return std::sqrt(-2 * std::log(uniform())) * std::cos(2 * std::numbers::pi * uniform());
}

double SyntheticNoise::next(double base) {
  const double rho = shape_.correlation;
  state_ = rho * state_ + std::sqrt(1 - rho * rho) * normal();
  drifted_ += shape_.drift;
  double duration = base * std::exp(shape_.spread * state_ + drifted_);
  if (uniform() < shape_.spike_chance) duration *= 1 + uniform() * (shape_.spike_factor - 1);
  return duration;
}

std::vector<double> SyntheticNoise::series(std::size_t count, double base) {
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(next(base));
  return values;
}

}  // namespace ort::profiler::test
