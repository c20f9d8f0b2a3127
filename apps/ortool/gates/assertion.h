#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "apps/ortool/gates/metrics.h"

namespace ortool {

enum class Relation { kLess, kLessEqual, kGreater, kGreaterEqual, kEqual, kNotEqual };

/// "p95<12ms", "maxrel(scores)<1e-3", "provider(Conv)==cpu": a metric, a relation, and what it is compared with.
struct Assertion {
  std::string text;  ///< as written
  std::string metric;
  std::string argument;  ///< between the parentheses; "" without them
  Relation relation = Relation::kEqual;
  std::variant<Quantity, std::string> bound;  ///< a text only with == and !=
};

/// Throws ort::Error (usage) that says what is wrong with the text.
Assertion parse_assertion(std::string_view text);

/// Whether a metric satisfies the assertion. A number without unit is in the unit of the metric, times in milliseconds;
/// a percentage against a plain number is a share. Texts are compared without regard to letter case, and short names of
/// providers stand for the full ones. A number that is NaN satisfies only !=. Throws ort::Error (usage) for units that
/// do not fit, and for a text compared with a number.
bool holds(const Assertion& assertion, const Metric& metric);

/// "metric" or "metric(argument)".
std::string metric_label(std::string_view metric, std::string_view argument);

/// The value of a metric for people.
std::string value_text(const Metric& metric);

}  // namespace ortool
