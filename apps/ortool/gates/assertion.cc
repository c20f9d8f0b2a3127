#include "apps/ortool/gates/assertion.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "apps/ortool/errors.h"
#include "apps/ortool/terminal_text.h"
#include "ort/environment.h"

namespace ortool {
namespace {

/// Longer signs first: "<=" begins with "<".
constexpr std::array<std::pair<std::string_view, Relation>, 6> kRelations = {{{"<=", Relation::kLessEqual},
                                                                              {">=", Relation::kGreaterEqual},
                                                                              {"==", Relation::kEqual},
                                                                              {"!=", Relation::kNotEqual},
                                                                              {"<", Relation::kLess},
                                                                              {">", Relation::kGreater}}};

ort::Error bad_assertion(std::string_view text, std::string_view reason) {
  return usage_error(fmt::format("--assert '{}': {}; written METRIC<NUMBER or METRIC(NAME)<NUMBER, such as 'p95<12ms'",
                                 printable(text), reason));
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// Names of values may hold anything, relations too, so an argument reaches to the last parenthesis.
std::size_t end_of_metric(std::string_view text) {
  const std::size_t sign = text.find_first_of("<>=!");
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos || open > sign) return sign;
  const std::size_t close = text.rfind(')');
  if (close == std::string_view::npos || close < open) throw bad_assertion(text, "')' is missing");
  return close + 1;
}

std::string comparable(std::string_view text) {
  std::string full = ort::provider_full_name(text);
  std::string lower = full.empty() ? std::string(text) : full;
  std::ranges::transform(lower, lower.begin(), [](char c) { return 'A' <= c && c <= 'Z' ? c - 'A' + 'a' : c; });
  return lower;
}

/// The bound in the unit of the metric; nothing where they do not fit.
std::optional<double> bound_in(Unit unit, Quantity bound) {
  constexpr double kMillisecond = 1e-3;
  if (bound.unit == unit) return bound.value;
  if (bound.unit == Unit::kNone) return unit == Unit::kTime ? bound.value * kMillisecond : bound.value;
  if (bound.unit == Unit::kPercent && unit == Unit::kNone) return bound.value / 100;
  return std::nullopt;
}

bool compare_numbers(double value, Relation relation, double bound) {
  switch (relation) {
    case Relation::kLess:
      return value < bound;
    case Relation::kLessEqual:
      return value <= bound;
    case Relation::kGreater:
      return value > bound;
    case Relation::kGreaterEqual:
      return value >= bound;
    case Relation::kEqual:
      return value == bound;
    case Relation::kNotEqual:
      return value != bound;
  }
  return false;
}

}  // namespace

Assertion parse_assertion(std::string_view text) {
  Assertion assertion;
  assertion.text = std::string(text);
  const std::size_t end = end_of_metric(text);
  const std::string_view metric = trimmed(text.substr(0, end));
  if (end == std::string_view::npos) throw bad_assertion(text, "a relation (< <= > >= == !=) is missing");
  const std::size_t open = metric.find('(');
  assertion.metric = std::string(trimmed(metric.substr(0, open)));
  if (open != std::string_view::npos) assertion.argument = metric.substr(open + 1, metric.size() - open - 2);
  if (assertion.metric.empty()) throw bad_assertion(text, "the metric is missing");
  const std::string_view rest = trimmed(text.substr(end));
  const auto relation =
      std::ranges::find_if(kRelations, [&](const auto& sign) { return rest.starts_with(sign.first); });
  if (relation == kRelations.end()) throw bad_assertion(text, "a relation (< <= > >= == !=) is missing");
  assertion.relation = relation->second;
  const std::string_view bound = trimmed(rest.substr(relation->first.size()));
  const auto quantity = parse_quantity(bound);
  if (quantity) {
    assertion.bound = *quantity;
    return assertion;
  }
  const bool takes_text = assertion.relation == Relation::kEqual || assertion.relation == Relation::kNotEqual;
  if (bound.empty() || !takes_text) throw bad_assertion(text, fmt::format("'{}' is no number", printable(bound)));
  assertion.bound = std::string(bound);
  return assertion;
}

bool holds(const Assertion& assertion, const Metric& metric) {
  const auto* bound_word = std::get_if<std::string>(&assertion.bound);
  const auto* word = std::get_if<std::string>(&metric.value);
  if ((bound_word == nullptr) != (word == nullptr)) {
    throw bad_assertion(assertion.text,
                        fmt::format("'{}' is a {}", printable(metric_label(metric.name, metric.argument)),
                                    word == nullptr ? "number" : "text"));
  }
  if (word != nullptr)
    return (comparable(*word) == comparable(*bound_word)) == (assertion.relation == Relation::kEqual);
  const Quantity value = std::get<Quantity>(metric.value);
  const auto bound = bound_in(value.unit, std::get<Quantity>(assertion.bound));
  if (!bound)
    throw bad_assertion(assertion.text, fmt::format("the unit does not fit a value such as {}", value_text(metric)));
  return compare_numbers(value.value, assertion.relation, *bound);
}

std::string metric_label(std::string_view metric, std::string_view argument) {
  return argument.empty() ? std::string(metric) : fmt::format("{}({})", metric, argument);
}

std::string value_text(const Metric& metric) {
  if (const auto* word = std::get_if<std::string>(&metric.value)) return printable(*word);
  return quantity_text(std::get<Quantity>(metric.value));
}

}  // namespace ortool
