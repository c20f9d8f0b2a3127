#include "apps/ortool/run/finite_check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "apps/ortool/command.h"
#include "apps/ortool/terminal_text.h"
#include "apps/ortool/values/elements.h"

namespace ortool {
namespace {

using ort::OrtValue;

constexpr int64_t kChunk = 4096;

std::string name_at(const std::vector<std::string>& names, std::size_t i) {
  return i < names.size() ? printable(names[i]) : fmt::format("#{}", i);
}

/// "its inputs are clean", or which of them are not.
std::string verdict_on_inputs(const ort::NodeRecord& node, std::span<const OrtValue> inputs) {
  std::vector<std::string> bad;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (first_non_finite(inputs[i])) bad.push_back("'" + name_at(node.inputs, i) + "'");
  }
  return bad.empty() ? "its inputs are clean" : fmt::format("so is its input {}", fmt::join(bad, ", "));
}

}  // namespace

std::optional<int64_t> first_non_finite(const OrtValue& value) {
  if (!value.has_value() || !value.is_tensor() || !is_floating_point(value.element_type())) return std::nullopt;
  const std::size_t numbers = numbers_per_element(value.element_type());
  std::vector<double> chunk(kChunk * numbers);
  for (int64_t first = 0; first < value.element_count(); first += kChunk) {
    const auto count = static_cast<std::size_t>(std::min(kChunk, value.element_count() - first)) * numbers;
    read_numbers(value, first, std::span(chunk).first(count));
    const auto end = chunk.begin() + static_cast<std::ptrdiff_t>(count);
    const auto found = std::find_if(chunk.begin(), end, [](double number) { return !std::isfinite(number); });
    if (found != end) return first + (found - chunk.begin()) / static_cast<std::ptrdiff_t>(numbers);
  }
  return std::nullopt;
}

void FiniteCheck::on_node_end(const ort::NodeRecord& node, std::span<const OrtValue> inputs,
                              std::span<const OrtValue> outputs) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const auto bad = first_non_finite(outputs[i]);
    if (!bad) continue;
    if (bad_nodes_++ == 0) {
      first_ = fmt::format("node '{}' ({}): output '{}'{} is {}; {}", printable(node.name), printable(node.op_type),
                           name_at(node.outputs, i), shape_text(multi_index(outputs[i].shape(), *bad)),
                           element_text(outputs[i], *bad), verdict_on_inputs(node, inputs));
    }
    return;
  }
}

void FiniteCheck::throw_if_failed() const {
  if (bad_nodes_ == 0) return;
  throw CheckFailed(fmt::format("--check: {}; {} nodes with NaN or infinity in all", first_, bad_nodes_));
}

}  // namespace ortool
