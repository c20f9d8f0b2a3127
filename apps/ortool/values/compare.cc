#include "apps/ortool/values/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <span>

#include "apps/ortool/values/element_differences.h"
#include "apps/ortool/values/elements.h"

namespace ortool {
namespace {

using ort::OrtValue;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Positions of the keys in ascending order of their text: a map has no order of its own.
std::vector<std::size_t> order_of_keys(const OrtValue& keys) {
  const bool is_text = keys.element_type() == ort::DataType::kString;
  std::vector<std::string> texts;
  for (int64_t i = 0; i < keys.element_count(); ++i) {
    texts.push_back(is_text ? keys.strings()[static_cast<std::size_t>(i)] : element_text(keys, i));
  }
  std::vector<std::size_t> order(texts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return texts[a] < texts[b]; });
  return order;
}

/// The elements of a 1-D tensor in another order.
OrtValue reordered(const OrtValue& tensor, std::span<const std::size_t> order) {
  const ort::DataType dtype = tensor.element_type();
  if (dtype == ort::DataType::kString) {
    std::vector<std::string> texts;
    for (const std::size_t i : order) texts.push_back(tensor.strings()[i]);
    return OrtValue::from_strings(std::move(texts), tensor.shape());
  }
  const std::span<const std::byte> bytes = tensor.bytes();
  std::vector<std::byte> sorted(bytes.size());
  const auto size = static_cast<std::size_t>(ort::data_type_bits(dtype)) / 8;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (ort::is_packed(dtype)) {
      const auto from = static_cast<int64_t>(order[i]);
      store_bits(sorted, dtype, static_cast<int64_t>(i), load_bits(bytes, dtype, from));
    } else {
      std::memcpy(sorted.data() + i * size, bytes.data() + order[i] * size, size);
    }
  }
  return OrtValue::from_bytes(sorted, tensor.shape(), dtype);
}

/// Three digits, not below `tolerance`.
std::string tolerance_text(double tolerance) {
  const double scale = std::pow(10, 2 - std::floor(std::log10(tolerance)));
  return fmt::format("{:.3g}", std::ceil(tolerance * scale) / scale);
}

/// Walks two values side by side and gathers the differences of all their tensors in one result.
class Comparer {
 public:
  explicit Comparer(Tolerance tolerance) : tolerance_(tolerance) {}

  void compare_values(const OrtValue& actual, const OrtValue& expected, const std::string& part);
  Comparison finish();

 private:
  void compare_tensors(const OrtValue& actual, const OrtValue& expected, const std::string& part);
  void compare_sequences(const OrtValue& actual, const OrtValue& expected, const std::string& part);
  void compare_maps(const OrtValue& actual, const OrtValue& expected, const std::string& part);
  bool add(Difference difference);
  void reject(const std::string& part, const std::string& reason);

  const Tolerance tolerance_;
  Comparison result_;
  double worst_excess_ = -kInfinity;
  double passing_atol_ = 0;
  double passing_rtol_ = 0;
  int64_t compared_ = 0;
};

void Comparer::reject(const std::string& part, const std::string& reason) {
  if (result_.passed) result_.reason = part.empty() ? reason : part + ": " + reason;
  result_.passed = false;
}

void Comparer::compare_values(const OrtValue& actual, const OrtValue& expected, const std::string& part) {
  if (actual.has_value() != expected.has_value()) {
    reject(part, actual.has_value() ? "a value where none is expected" : "no value where one is expected");
  } else if (!actual.has_value()) {
    return;
  } else if (actual.is_tensor() && expected.is_tensor()) {
    compare_tensors(actual, expected, part);
  } else if (actual.is_tensor_sequence() && expected.is_tensor_sequence()) {
    compare_sequences(actual, expected, part);
  } else if (actual.is_map() && expected.is_map()) {
    compare_maps(actual, expected, part);
  } else {
    reject(part, fmt::format("type {}, expected {}", actual.data_type(), expected.data_type()));
  }
}

void Comparer::compare_sequences(const OrtValue& actual, const OrtValue& expected, const std::string& part) {
  const std::vector<OrtValue> a = actual.elements();
  const std::vector<OrtValue> e = expected.elements();
  if (a.size() != e.size()) {
    reject(part, fmt::format("a sequence of {} elements, expected {}", a.size(), e.size()));
    return;
  }
  for (std::size_t i = 0; i < a.size(); ++i) compare_values(a[i], e[i], fmt::format("{}[{}]", part, i));
}

void Comparer::compare_maps(const OrtValue& actual, const OrtValue& expected, const std::string& part) {
  const auto [actual_keys, actual_values] = actual.map_entries();
  const auto [expected_keys, expected_values] = expected.map_entries();
  const std::vector<std::size_t> actual_order = order_of_keys(actual_keys);
  const std::vector<std::size_t> expected_order = order_of_keys(expected_keys);
  compare_values(reordered(actual_keys, actual_order), reordered(expected_keys, expected_order), part + ".keys");
  compare_values(reordered(actual_values, actual_order), reordered(expected_values, expected_order), part + ".values");
}

/// True when it is the worst so far.
bool Comparer::add(Difference difference) {
  ++compared_;
  const auto [absolute, expected] = difference;
  const bool is_comparable = absolute < kInfinity;
  const double allowed = tolerance_.atol + (absolute == 0 ? 0 : tolerance_.rtol * expected);
  const double excess = is_comparable ? absolute - allowed : kInfinity;
  if (!std::isnan(absolute)) result_.max_abs = std::max(result_.max_abs, absolute);
  if (is_comparable && absolute > 0) {
    if (expected > 0) result_.max_rel = std::max(result_.max_rel, absolute / expected);
    passing_atol_ = std::max(passing_atol_, absolute - tolerance_.rtol * expected);
    if (absolute > tolerance_.atol) passing_rtol_ = std::max(passing_rtol_, (absolute - tolerance_.atol) / expected);
  }
  if (!is_comparable) passing_atol_ = passing_rtol_ = kInfinity;
  if (excess > 0) ++result_.mismatches;
  const bool is_worst = excess > worst_excess_;
  if (is_worst) worst_excess_ = excess;
  return is_worst;
}

void Comparer::compare_tensors(const OrtValue& actual, const OrtValue& expected, const std::string& part) {
  if (actual.element_type() != expected.element_type()) {
    reject(part, fmt::format("type {}, expected {}", actual.data_type(), expected.data_type()));
    return;
  }
  if (actual.shape() != expected.shape()) {
    reject(part, fmt::format("shape {}, expected {}", shape_text(actual.shape()), shape_text(expected.shape())));
    return;
  }
  int64_t worst = -1;
  for_each_difference(actual, expected, [&](int64_t index, Difference difference) {
    if (add(difference)) worst = index;
  });
  if (worst < 0) return;
  result_.worst_part = part;
  result_.worst_index = multi_index(actual.shape(), worst);
  result_.worst_actual = element_text(actual, worst);
  result_.worst_expected = element_text(expected, worst);
}

Comparison Comparer::finish() {
  if (passing_atol_ < kInfinity) result_.passing_atol = passing_atol_;
  if (passing_rtol_ < kInfinity) result_.passing_rtol = passing_rtol_;
  if (result_.mismatches == 0) return result_;
  std::string reason =
      fmt::format("{} of {} elements differ; worst at {}{}: got {}, expected {}", result_.mismatches, compared_,
                  result_.worst_part, shape_text(result_.worst_index), result_.worst_actual, result_.worst_expected);
  if (result_.passing_atol) reason += fmt::format("; would pass with atol={}", tolerance_text(*result_.passing_atol));
  if (result_.passing_rtol) reason += fmt::format(" or rtol={}", tolerance_text(*result_.passing_rtol));
  reject("", reason);
  return result_;
}

}  // namespace

Comparison compare(const OrtValue& actual, const OrtValue& expected, Tolerance tolerance) {
  Comparer comparer(tolerance);
  comparer.compare_values(actual, expected, "");
  return comparer.finish();
}

}  // namespace ortool
