#include "apps/ortool/run/run_metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "apps/ortool/run/finite_check.h"
#include "ort/machine.h"

namespace ortool {
namespace {

constexpr double kSecondsPerMillisecond = 1e-3;

/// What a comparison measured, or infinity where it failed before it could.
double difference(const Comparison& comparison, double measured) {
  const bool is_known = comparison.passed || comparison.mismatches > 0;
  return is_known && !std::isnan(measured) ? measured : std::numeric_limits<double>::infinity();
}

void add_differences(Metrics& metrics, const std::vector<Outcome>& outcomes) {
  double largest_abs = 0;
  double largest_rel = 0;
  for (const auto& [name, comparison] : outcomes) {
    const double max_abs = difference(comparison, comparison.max_abs);
    const double max_rel = difference(comparison, comparison.max_rel);
    metrics.add_of("maxabs", name, max_abs);
    metrics.add_of("maxrel", name, max_rel);
    metrics.add_of("mismatches", name, static_cast<double>(comparison.mismatches));
    largest_abs = std::max(largest_abs, max_abs);
    largest_rel = std::max(largest_rel, max_rel);
  }
  if (outcomes.empty()) return;
  metrics.add("maxabs", largest_abs);
  metrics.add("maxrel", largest_rel);
}

}  // namespace

std::span<const std::string> run_metric_names() {
  static const std::vector<std::string> names = {"load_ms",  "run_ms", "peak_mem", "finite",
                                                 "elements", "maxabs", "maxrel",   "mismatches"};
  return names;
}

Metrics run_metrics(const RunReport& report) {
  Metrics metrics;
  metrics.add("load_ms", report.load_ms * kSecondsPerMillisecond, Unit::kTime);
  metrics.add("run_ms", report.run_ms * kSecondsPerMillisecond, Unit::kTime);
  metrics.add("peak_mem", static_cast<double>(ort::get_process_memory().peak), Unit::kBytes);
  bool all_finite = true;
  for (const NamedValue& output : report.outputs) {
    const bool is_finite = !first_non_finite(output.value);
    all_finite = all_finite && is_finite;
    metrics.add_of("finite", output.name, is_finite ? 1 : 0);
    if (!output.value.has_value() || !output.value.is_tensor()) continue;
    metrics.add_of("elements", output.name, static_cast<double>(output.value.element_count()));
  }
  metrics.add("finite", all_finite ? 1 : 0);
  add_differences(metrics, report.outcomes);
  return metrics;
}

}  // namespace ortool
