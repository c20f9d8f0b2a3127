#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace ort::profiler::test {

/// Durations as a noisy machine gives them: log-normal noise whose neighbours resemble each other, a slow drift, and
/// rare spikes. The same seed gives the same numbers on every machine.
class SyntheticNoise {
 public:
  struct Shape {
    double spread = 0.02;     ///< standard deviation of the logarithm of one duration
    double correlation = 0;   ///< of neighbours
    double drift = 0;         ///< growth of the logarithm per duration
    double spike_chance = 0;  ///< of a duration that is up to `spike_factor` times as long
    double spike_factor = 10;
  };

  SyntheticNoise(const Shape& shape, uint64_t seed) : shape_(shape), random_(seed) {}

  /// The next duration of something that takes `base` on a quiet machine.
  double next(double base);

  std::vector<double> series(std::size_t count, double base = 1);

 private:
  double uniform();
  double normal();

  Shape shape_;
  std::mt19937_64 random_;
  double state_ = 0;
  double drifted_ = 0;
};

}  // namespace ort::profiler::test
