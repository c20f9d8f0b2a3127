#include "profiler/ratio_interval.h"

#include <cmath>
#include <limits>

#include "profiler/autocorrelation.h"
#include "profiler/bootstrap.h"

namespace ort::profiler {
namespace {

constexpr double kTrimmed = 0.25;
constexpr std::size_t kFewestBlocks = 3;

double typical(std::span<const double> logs) { return trimmed_mean(logs, kTrimmed); }

}  // namespace

RatioInterval ratio_interval(std::span<const PairedBlock> blocks, double confidence, uint64_t seed) {
  std::vector<double> logs;
  logs.reserve(blocks.size());
  for (const PairedBlock& block : blocks) {
    if (block.a > 0 && block.b > 0) logs.push_back(std::log(block.b / block.a));
  }
  RatioInterval result;
  result.confidence = confidence;
  result.blocks = logs.size();
  result.interval = {0, std::numeric_limits<double>::infinity()};
  if (logs.empty()) return result;
  result.ratio = std::exp(typical(logs));
  if (logs.size() < kFewestBlocks) return result;
  BootstrapSettings settings;
  settings.confidence = confidence;
  settings.block = result.block_length = block_length(logs.size(), lag_one_correlation(logs));
  settings.seed = seed;
  const Interval interval = bootstrap_interval(logs, typical, settings);
  result.interval = {std::exp(interval.low), std::exp(interval.high)};
  return result;
}

}  // namespace ort::profiler
