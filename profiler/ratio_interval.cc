#include "profiler/ratio_interval.h"

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
constexpr std::size_t kMostGroups = 400;

double typical(std::span<const double> logs) { return trimmed_mean(logs, kTrimmed); }

struct LogRatio {
  double value = 0;
  std::size_t round = 0;
};

/// One value for each round.
std::vector<double> by_round(const std::vector<LogRatio>& logs) {
  std::vector<double> rounds;
  std::vector<double> current;
  for (std::size_t i = 0; i < logs.size(); ++i) {
    current.push_back(logs[i].value);
    if (i + 1 < logs.size() && logs[i + 1].round == logs[i].round) continue;
    rounds.push_back(typical(current));
    current.clear();
  }
  return rounds;
}

/// Neighbouring values together, so that no more than kMostGroups are left: resampling would take too long otherwise.
std::vector<double> by_neighbourhood(const std::vector<LogRatio>& logs) {
  const std::size_t length = (logs.size() + kMostGroups - 1) / kMostGroups;
  std::vector<double> groups;
  std::vector<double> current;
  for (const LogRatio& log : logs) {
    current.push_back(log.value);
    if (current.size() < length) continue;
    groups.push_back(typical(current));
    current.clear();
  }
  return groups;
}

/// How much wider the interval of so few values must be than the bootstrap makes it: the bootstrap knows only the
/// spread that they happen to have.
double small_sample_factor(std::size_t count, double confidence) {
  const auto degrees = static_cast<double>(count - 1);
  constexpr double kMany = 1e6;
  return student_t_quantile(confidence, degrees) / student_t_quantile(confidence, kMany) *
         std::sqrt((degrees + 1) / degrees);
}

}  // namespace

RatioInterval ratio_interval(std::span<const PairedBlock> blocks, double confidence, uint64_t seed) {
  std::vector<LogRatio> logs;
  logs.reserve(blocks.size());
  for (const PairedBlock& block : blocks) {
    if (block.a > 0 && block.b > 0) logs.push_back({std::log(block.b / block.a), block.round});
  }
  RatioInterval result;
  result.confidence = confidence;
  result.blocks = logs.size();
  result.interval = {0, std::numeric_limits<double>::infinity()};
  if (logs.empty()) return result;
  std::vector<double> groups = by_round(logs);
  result.rounds = groups.size();
  if (groups.size() < kFewestRounds) groups = by_neighbourhood(logs);
  const double center = typical(groups);
  result.ratio = std::exp(center);
  if (groups.size() < kFewestBlocks) return result;
  BootstrapSettings settings;
  settings.confidence = confidence;
  settings.block = block_length(groups.size(), lag_one_correlation(groups));
  settings.seed = seed;
  const Interval interval = bootstrap_interval(groups, typical, settings);
  const double factor = small_sample_factor(groups.size(), confidence);
  result.interval = {std::exp(center - factor * (center - interval.low)),
                     std::exp(center + factor * (interval.high - center))};
  return result;
}

}  // namespace ort::profiler
