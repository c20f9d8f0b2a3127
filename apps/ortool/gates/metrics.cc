#include "apps/ortool/gates/metrics.h"

#include <algorithm>
#include <utility>

namespace ortool {

void Metrics::add_of(std::string name, std::string argument, double value, Unit unit) {
  metrics_.push_back({std::move(name), std::move(argument), Quantity{value, unit}});
}

void Metrics::add_text(std::string name, std::string argument, std::string text) {
  metrics_.push_back({std::move(name), std::move(argument), std::move(text)});
}

const Metric* Metrics::find(std::string_view name, std::string_view argument) const {
  const auto found = std::ranges::find_if(
      metrics_, [&](const Metric& metric) { return metric.name == name && metric.argument == argument; });
  return found == metrics_.end() ? nullptr : &*found;
}

}  // namespace ortool
