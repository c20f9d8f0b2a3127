#include "apps/ortool/values/describe.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "apps/ortool/terminal_text.h"
#include "apps/ortool/values/elements.h"

namespace ortool {
namespace {

using ort::DataType;
using ort::OrtValue;

constexpr int64_t kShownElements = 8;
constexpr std::size_t kShownScores = 5;
constexpr std::size_t kShownParts = 4;
constexpr int64_t kChunk = 4096;

/// One row of scores, as classifiers give them: floats along a single axis.
bool is_score_vector(const OrtValue& tensor) {
  const ort::DataType dtype = tensor.element_type();
  const bool is_real = is_floating_point(dtype) && numbers_per_element(dtype) == 1;
  return is_real && std::ranges::find(tensor.shape(), tensor.element_count()) != tensor.shape().end();
}

std::string first_elements(const OrtValue& tensor) {
  const int64_t count = std::min(tensor.element_count(), kShownElements);
  std::vector<std::string> texts;
  for (int64_t i = 0; i < count; ++i) texts.push_back(element_text(tensor, i));
  return fmt::format("  {}: {}{}\n", count < tensor.element_count() ? "first" : "all", fmt::join(texts, " "),
                     count < tensor.element_count() ? " ..." : "");
}

/// Positions of the largest scores, the first of equal ones first; NaN counts as smallest.
std::string best_scores(const OrtValue& tensor) {
  std::vector<double> scores(static_cast<std::size_t>(tensor.element_count()));
  read_numbers(tensor, 0, scores);
  for (double& score : scores) score = std::isnan(score) ? -std::numeric_limits<double>::infinity() : score;
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const std::size_t shown = std::min(kShownScores, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(shown), order.end(),
                    [&](auto a, auto b) { return scores[a] != scores[b] ? scores[a] > scores[b] : a < b; });
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < shown; ++i) {
    texts.push_back(fmt::format("[{}] {}", order[i], element_text(tensor, static_cast<int64_t>(order[i]))));
  }
  return fmt::format("  top {}: {}\n", shown, fmt::join(texts, ", "));
}

std::string describe_tensor(const OrtValue& tensor) {
  if (tensor.element_count() == 0) return {};
  if (tensor.element_type() == DataType::kString || tensor.element_count() == 1) return first_elements(tensor);
  const Statistics statistics = statistics_of(tensor);
  std::string text =
      fmt::format("  min {:.6g}  max {:.6g}  mean {:.6g}", statistics.min, statistics.max, statistics.mean);
  if (statistics.nan_count > 0) text += fmt::format("  NaN {}", statistics.nan_count);
  if (statistics.infinite_count > 0) text += fmt::format("  infinite {}", statistics.infinite_count);
  text += "\n" + first_elements(tensor);
  if (is_score_vector(tensor)) text += best_scores(tensor);
  return text;
}

std::string indented(const std::string& lines) {
  std::string text;
  std::size_t at = 0;
  while (at < lines.size()) {
    const std::size_t end = lines.find('\n', at) + 1;
    text += "  " + lines.substr(at, end - at);
    at = end;
  }
  return text;
}

std::string describe_part(std::string_view name, const OrtValue& part) {
  return fmt::format("  {}: {}\n{}", name, type_and_size(part), indented(describe(part)));
}

std::string describe_sequence(const OrtValue& sequence) {
  const std::vector<OrtValue> elements = sequence.elements();
  std::string text;
  for (std::size_t i = 0; i < std::min(kShownParts, elements.size()); ++i) {
    text += describe_part(fmt::format("[{}]", i), elements[i]);
  }
  return elements.size() > kShownParts ? text + "  ...\n" : text;
}

}  // namespace

Statistics statistics_of(const OrtValue& tensor) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  Statistics statistics{kNaN, kNaN, kNaN};
  const std::size_t numbers = numbers_per_element(tensor.element_type());
  std::vector<double> chunk(kChunk * numbers);
  double sum = 0;
  int64_t finite_count = 0;
  for (int64_t first = 0; first < tensor.element_count(); first += kChunk) {
    const auto count = static_cast<std::size_t>(std::min(kChunk, tensor.element_count() - first));
    read_numbers(tensor, first, std::span(chunk).first(count * numbers));
    for (std::size_t i = 0; i < count; ++i) {
      const double number = numbers == 2 ? std::hypot(chunk[2 * i], chunk[2 * i + 1]) : chunk[i];
      statistics.nan_count += std::isnan(number) ? 1 : 0;
      statistics.infinite_count += std::isinf(number) ? 1 : 0;
      if (!std::isfinite(number)) continue;
      ++finite_count;
      sum += number;
      statistics.min = std::fmin(statistics.min, number);
      statistics.max = std::fmax(statistics.max, number);
    }
  }
  if (finite_count > 0) statistics.mean = sum / static_cast<double>(finite_count);
  return statistics;
}

std::string type_and_size(const OrtValue& value) {
  const std::string type = printable(value.data_type());
  if (!value.has_value()) return type + " without value";
  if (value.is_tensor()) return type + " " + shape_text(value.shape());
  const std::size_t size =
      value.is_map() ? static_cast<std::size_t>(value.map_entries().first.element_count()) : value.elements().size();
  return fmt::format("{} of {}", type, size);
}

std::string describe(const OrtValue& value) {
  if (!value.has_value()) return {};
  if (value.is_tensor()) return describe_tensor(value);
  if (!value.is_map()) return describe_sequence(value);
  const auto [keys, values] = value.map_entries();
  return describe_part("keys", keys) + describe_part("values", values);
}

}  // namespace ortool
