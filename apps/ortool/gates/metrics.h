#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "apps/ortool/quantity.h"

namespace ortool {

/// A figure that a command measured: `name`, or `name(argument)` for one of several.
struct Metric {
  std::string name;
  std::string argument;
  std::variant<Quantity, std::string> value;
};

/// What a command offers to its assertions.
class Metrics {
 public:
  void add(std::string name, double value, Unit unit = Unit::kNone) { add_of(std::move(name), "", value, unit); }
  void add_of(std::string name, std::string argument, double value, Unit unit = Unit::kNone);
  void add_text(std::string name, std::string argument, std::string text);

  /// Nothing when there is none.
  const Metric* find(std::string_view name, std::string_view argument) const;
  const std::vector<Metric>& all() const { return metrics_; }

 private:
  std::vector<Metric> metrics_;
};

}  // namespace ortool
