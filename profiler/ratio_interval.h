#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "profiler/statistics.h"

namespace ort::profiler {

/// One block of an interleaved measurement: sides A and B were measured in turn (A B B A or B A A B), so that a drift
/// of the machine reaches both alike.
struct PairedBlock {
  std::array<double, 2> a = {};  ///< typical duration in either visit to A, above 0, in any unit
  std::array<double, 2> b = {};  ///< the same of B
  std::size_t round =
      0;  ///< blocks of one round shared what stays the same for long, such as the place of data in memory
};

/// How much longer B takes than A.
struct RatioInterval {
  double ratio = 1;   ///< B / A: above 1, B is slower
  Interval interval;  ///< of the ratio; {0, infinity} for fewer than three blocks
  double confidence = 0.95;
  std::size_t blocks = 0;
  std::size_t rounds = 0;
};

/// The ratio, by whichever of two estimates is known better: the trimmed geometric mean (a quarter off either end) of
/// the ratios of the blocks, which cancels what disturbs a whole block, or the ratio of the medians of all visits,
/// which is not moved by what disturbs single ones. The interval is a bootstrap one. What is resampled are whole rounds
/// where there are at least eight, so that it tells what another measurement with other rounds would give; else blocks,
/// in runs of neighbours as long as they resemble each other. Blocks with a visit that is not above 0 are left out.
RatioInterval ratio_interval(std::span<const PairedBlock> blocks, double confidence = 0.95, uint64_t seed = 1);

}  // namespace ort::profiler
