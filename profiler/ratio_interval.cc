#include "profiler/ratio_interval.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "profiler/autocorrelation.h"
#include "profiler/bootstrap.h"
#include "profiler/student_t.h"

namespace ort::profiler {
namespace {

constexpr double kTrimmed = 0.25;
constexpr std::size_t kFewestBlocks = 3;
constexpr std::size_t kFewestRounds = 8;
constexpr std::size_t kMostBlocks = 400;

/// Estimates the logarithm of the ratio.
using Estimate = double (*)(std::span<const PairedBlock>);

double log_ratio(const PairedBlock& block) { return std::log((block.b[0] + block.b[1]) / (block.a[0] + block.a[1])); }

double of_pairs(std::span<const PairedBlock> blocks) {
  std::vector<double> logs;
  logs.reserve(blocks.size());
  for (const PairedBlock& block : blocks) logs.push_back(log_ratio(block));
  return trimmed_mean(logs, kTrimmed);
}

/// Median of the visits to one side; reorders `visits`.
double median_visit(std::vector<double>& visits) {
  const auto middle = visits.begin() + static_cast<std::ptrdiff_t>(visits.size() / 2);
  std::nth_element(visits.begin(), middle, visits.end());
  return (*middle + *std::max_element(visits.begin(), middle)) / 2;  // there is an even number of them
}

std::vector<double> visits_of(std::span<const PairedBlock> blocks, std::array<double, 2> PairedBlock::*side) {
  std::vector<double> visits;
  visits.reserve(2 * blocks.size());
  for (const PairedBlock& block : blocks) visits.insert(visits.end(), (block.*side).begin(), (block.*side).end());
  return visits;
}

double of_medians(std::span<const PairedBlock> blocks) {
  std::vector<double> a = visits_of(blocks, &PairedBlock::a);
  std::vector<double> b = visits_of(blocks, &PairedBlock::b);
  return std::log(median_visit(b) / median_visit(a));
}

std::vector<PairedBlock> usable(std::span<const PairedBlock> blocks) {
  std::vector<PairedBlock> kept;
  const auto is_above_zero = [](const std::array<double, 2>& visits) { return visits[0] > 0 && visits[1] > 0; };
  for (const PairedBlock& block : blocks) {
    if (is_above_zero(block.a) && is_above_zero(block.b)) kept.push_back(block);
  }
  return kept;
}

std::vector<std::span<const PairedBlock>> rounds_of(std::span<const PairedBlock> blocks) {
  std::vector<std::span<const PairedBlock>> rounds;
  std::size_t first = 0;
  for (std::size_t i = 1; i <= blocks.size(); ++i) {
    if (i < blocks.size() && blocks[i].round == blocks[first].round) continue;
    rounds.push_back(blocks.subspan(first, i - first));
    first = i;
  }
  return rounds;
}

/// Neighbouring blocks as one, so that no more than kMostBlocks are left: resampling would take too long otherwise.
std::vector<PairedBlock> merged(std::span<const PairedBlock> blocks) {
  const std::size_t length = (blocks.size() + kMostBlocks - 1) / kMostBlocks;
  if (length <= 1) return {blocks.begin(), blocks.end()};
  std::vector<PairedBlock> fewer;
  for (std::size_t first = 0; first + length <= blocks.size(); first += length) {
    const auto part = blocks.subspan(first, length);
    std::vector<double> a = visits_of(part, &PairedBlock::a);
    std::vector<double> b = visits_of(part, &PairedBlock::b);
    const double typical_a = median_visit(a);
    const double typical_b = median_visit(b);
    fewer.push_back({{typical_a, typical_a}, {typical_b, typical_b}, part.front().round});
  }
  return fewer;
}

/// How much wider the interval of so few values must be than the bootstrap makes it: the bootstrap knows only the
/// spread that they happen to have.
double small_sample_factor(std::size_t count, double confidence) {
  const auto degrees = static_cast<double>(count - 1);
  constexpr double kMany = 1e6;
  const double tails = student_t_quantile(confidence, degrees) / student_t_quantile(confidence, kMany);
  return tails * std::sqrt((degrees + 1) / degrees);
}

/// A logarithm and its interval.
struct Estimated {
  double center = 0;
  Interval interval;
};

Estimated widened(double center, const Interval& interval, double factor) {
  return {center, {center - factor * (center - interval.low), center + factor * (interval.high - center)}};
}

Estimated over_rounds(const std::vector<std::span<const PairedBlock>>& rounds, Estimate estimate,
                      BootstrapSettings settings) {
  std::vector<double> logs;
  for (const auto& round : rounds) logs.push_back(estimate(round));
  const auto typical = [](std::span<const double> values) { return trimmed_mean(values, kTrimmed); };
  settings.block = block_length(logs.size(), lag_one_correlation(logs));
  return widened(typical(logs), bootstrap_interval(logs, typical, settings),
                 small_sample_factor(logs.size(), settings.confidence));
}

Estimated over_blocks(std::span<const PairedBlock> blocks, Estimate estimate, BootstrapSettings settings) {
  std::vector<double> logs;
  for (const PairedBlock& block : blocks) logs.push_back(log_ratio(block));
  settings.block = block_length(logs.size(), lag_one_correlation(logs));
  std::vector<PairedBlock> resample(blocks.size());
  const auto of_positions = [&](std::span<const std::size_t> positions) {
    for (std::size_t i = 0; i < positions.size(); ++i) resample[i] = blocks[positions[i]];
    return estimate(resample);
  };
  return widened(estimate(blocks), bootstrap_positions(blocks.size(), of_positions, settings),
                 small_sample_factor(blocks.size(), settings.confidence));
}

}  // namespace

RatioInterval ratio_interval(std::span<const PairedBlock> blocks, double confidence, uint64_t seed) {
  const std::vector<PairedBlock> kept = usable(blocks);
  const std::vector<std::span<const PairedBlock>> rounds = rounds_of(kept);
  RatioInterval result;
  result.confidence = confidence;
  result.blocks = kept.size();
  result.rounds = kept.empty() ? 0 : rounds.size();
  result.interval = {0, std::numeric_limits<double>::infinity()};
  if (kept.empty()) return result;
  result.ratio = std::exp(of_pairs(kept));
  if (kept.size() < kFewestBlocks) return result;
  BootstrapSettings settings;
  settings.confidence = confidence;
  settings.seed = seed;
  const std::vector<PairedBlock> fewer = merged(kept);
  Estimated best;
  best.interval = {-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  for (const Estimate estimate : {of_pairs, of_medians}) {
    const Estimated estimated = rounds.size() >= kFewestRounds ? over_rounds(rounds, estimate, settings)
                                                               : over_blocks(fewer, estimate, settings);
    if (estimated.interval.half_width() < best.interval.half_width()) best = estimated;
  }
  result.ratio = std::exp(best.center);
  result.interval = {std::exp(best.interval.low), std::exp(best.interval.high)};
  return result;
}

}  // namespace ort::profiler
