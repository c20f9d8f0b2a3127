#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "profiler/statistics.h"

namespace ort::profiler {

/// One block of an interleaved measurement: sides A and B were measured in turn (A B B A or B A A B), so that a drift
/// of the machine reaches both alike.
struct PairedBlock {
  double a = 0;  ///< typical duration of A in the block, above 0, in any unit
  double b = 0;  ///< the same of B
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

/// The ratio as the trimmed geometric mean (a quarter off either end) of the ratios of the blocks, with a bootstrap
/// interval. What is resampled are whole rounds where there are at least eight, so that the interval tells what another
/// measurement with other rounds would give; else blocks, in runs of neighbours that are as long as they resemble each
/// other. Blocks with a side that is not above 0 are left out.
RatioInterval ratio_interval(std::span<const PairedBlock> blocks, double confidence = 0.95, uint64_t seed = 1);

}  // namespace ort::profiler
