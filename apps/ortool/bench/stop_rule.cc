#include "apps/ortool/bench/stop_rule.h"

#include <fmt/format.h>

#include <algorithm>

#include "apps/ortool/quantity.h"
#include "profiler/autocorrelation.h"

namespace ortool {

std::string explain(StopReason reason, const StopSettings& settings, std::string_view figure) {
  switch (reason) {
    case StopReason::kStable:
      return fmt::format("the {} is known to {:.3g} %", figure, settings.stability * 100);
    case StopReason::kEnough:
      return "the asked time and number of iterations are over";
    case StopReason::kTime:
      return settings.stability > 0 ? fmt::format("{} were over before the {} was known to {:.3g} %",
                                                  time_text(settings.max_seconds), figure, settings.stability * 100)
                                    : fmt::format("{} were over", time_text(settings.max_seconds));
    case StopReason::kIterations:
      return fmt::format("{} iterations were done", settings.max_iterations);
    case StopReason::kInterrupted:
      return "interrupted";
    case StopReason::kNone:
      break;
  }
  return "";
}

StopRule::StopRule(const StopSettings& settings)
    : settings_(settings), next_iterations_(settings.min_iterations), next_seconds_(settings.min_seconds) {}

bool StopRule::is_due(std::size_t iterations, double seconds) const {
  if (iterations >= settings_.max_iterations || seconds >= settings_.max_seconds) return true;
  return iterations >= next_iterations_ && seconds >= next_seconds_;
}

bool StopRule::is_stable(const std::vector<double>& samples) const {
  const double median = ort::profiler::percentile(ort::profiler::sorted(samples), 50);
  return ort::profiler::median_interval(samples).half_width() <= settings_.stability * median;
}

void StopRule::postpone(std::size_t iterations, double seconds) {
  constexpr double kGrowth = 1.2;
  next_iterations_ = iterations + std::max<std::size_t>(1, iterations / 10);
  next_seconds_ = seconds * kGrowth;
}

}  // namespace ortool
