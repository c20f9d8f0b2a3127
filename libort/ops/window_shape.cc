#include "libort/ops/window_shape.h"

#include <algorithm>
#include <string>

#include "libort/core/checked_math.h"
#include "libort/core/fail.h"
#include "libort/core/text.h"

namespace ort {
namespace {

/// No tensor is that long; sums and products of a few smaller numbers cannot overflow.
constexpr int64_t kMaxValue = int64_t{1} << 40;

std::size_t at(int axis) { return static_cast<std::size_t>(axis); }

std::string axis_text(int axis) { return "spatial axis " + std::to_string(axis); }

AutoPad auto_pad_of(const Node& node) {
  const std::string* text = node.find<std::string>("auto_pad");
  if (text == nullptr || *text == "NOTSET" || text->empty()) return AutoPad::kNotSet;
  if (*text == "SAME_UPPER") return AutoPad::kSameUpper;
  if (*text == "SAME_LOWER") return AutoPad::kSameLower;
  if (*text == "VALID") return AutoPad::kValid;
  fail_node("auto_pad is '" + printable(*text) + "', but must be NOTSET, SAME_UPPER, SAME_LOWER or VALID");
}

/// A list attribute of `count` numbers that are at least `minimum`; `fallback` for each when it is absent.
std::vector<int64_t> numbers(const Node& node, const char* name, std::size_t count, int64_t minimum, int64_t fallback) {
  const auto* given = node.find<std::vector<int64_t>>(name);
  if (given == nullptr || given->empty()) return std::vector<int64_t>(count, fallback);
  if (given->size() != count) {
    fail_node(std::string(name) + " has " + std::to_string(given->size()) + " values, but the input needs " +
              std::to_string(count));
  }
  for (const int64_t value : *given) {
    if (value < minimum || value > kMaxValue) {
      fail_node(std::string(name) + " has the value " + std::to_string(value) + ", but must be between " +
                std::to_string(minimum) + " and " + std::to_string(kMaxValue));
    }
  }
  return *given;
}

int64_t ceil_divide(int64_t value, int64_t divisor) { return value / divisor + (value % divisor > 0 ? 1 : 0); }

WindowPlacement place_same(const WindowAttributes& window, int axis, int64_t input) {
  const int64_t stride = window.strides[at(axis)];
  const int64_t output = ceil_divide(input, stride);
  if (output == 0) return {};
  const int64_t covered = checked_add((output - 1) * stride, window_extent(window, axis));
  const int64_t total = std::max<int64_t>(0, covered - input);
  const int64_t smaller = total / 2;
  const int64_t begin = window.auto_pad == AutoPad::kSameUpper ? smaller : total - smaller;
  return {output, begin, total - begin};
}

}  // namespace

WindowAttributes window_attributes(const Node& node, int rank) {
  if (rank < 1) fail_node("the input has no spatial axis: it needs at least rank 3");
  const std::size_t count = at(rank);
  WindowAttributes window;
  window.auto_pad = auto_pad_of(node);
  const int64_t* ceil_mode = node.find<int64_t>("ceil_mode");
  window.ceil_mode = ceil_mode != nullptr && *ceil_mode != 0;
  window.kernel = numbers(node, "kernel_shape", count, 1, -1);
  window.strides = numbers(node, "strides", count, 1, 1);
  window.dilations = numbers(node, "dilations", count, 1, 1);
  if (window.auto_pad == AutoPad::kNotSet) {
    const std::vector<int64_t> pads = numbers(node, "pads", 2 * count, 0, 0);
    window.pads_begin.assign(pads.begin(), pads.begin() + rank);
    window.pads_end.assign(pads.begin() + rank, pads.end());
  } else {
    window.pads_begin.assign(count, 0);
    window.pads_end.assign(count, 0);
  }
  return window;
}

void complete_kernel(WindowAttributes& window, std::span<const Dim> weight) {
  if (weight.size() != window.kernel.size()) {
    fail_node("the weight has " + std::to_string(weight.size()) + " spatial axes, but the input has " +
              std::to_string(window.kernel.size()));
  }
  for (std::size_t axis = 0; axis < weight.size(); ++axis) {
    if (!weight[axis].known()) continue;
    int64_t& kernel = window.kernel[axis];
    if (weight[axis].value == 0) fail_node("the weight has length 0 along " + axis_text(static_cast<int>(axis)));
    if (kernel >= 0 && kernel != weight[axis].value) {
      fail_node("kernel_shape has " + std::to_string(kernel) + " for " + axis_text(static_cast<int>(axis)) +
                ", but the weight has length " + std::to_string(weight[axis].value));
    }
    kernel = weight[axis].value;
  }
}

int64_t window_extent(const WindowAttributes& window, int axis) {
  return checked_add<int64_t>(checked_multiply(window.kernel[at(axis)] - 1, window.dilations[at(axis)]), 1);
}

WindowPlacement place_windows(const WindowAttributes& window, int axis, int64_t input) {
  if (window.auto_pad == AutoPad::kSameUpper || window.auto_pad == AutoPad::kSameLower) {
    return place_same(window, axis, input);
  }
  const int64_t stride = window.strides[at(axis)];
  const int64_t begin = window.pads_begin[at(axis)];
  const int64_t end = window.pads_end[at(axis)];
  const int64_t padded = checked_add(checked_add(input, begin), end);
  if (padded == 0) return {};
  const int64_t extent = window_extent(window, axis);
  if (extent > padded) {
    fail_node("the window covers " + std::to_string(extent) + " elements of " + axis_text(axis) + ", which has only " +
              std::to_string(padded) + " with its padding");
  }
  const int64_t room = padded - extent;
  int64_t output = (window.ceil_mode ? ceil_divide(room, stride) : room / stride) + 1;
  if (window.ceil_mode && (output - 1) > (input + begin - 1) / stride) --output;
  return {output, begin, end};
}

Dim window_output_dim(const WindowAttributes& window, int axis, const Dim& input) {
  if (window.kernel[at(axis)] < 0) return {};
  if (input.known()) return place_windows(window, axis, input.value).output;
  if (window.strides[at(axis)] != 1) return {};
  const bool same = window.auto_pad == AutoPad::kSameUpper || window.auto_pad == AutoPad::kSameLower;
  const int64_t pads = checked_add(window.pads_begin[at(axis)], window.pads_end[at(axis)]);
  if (same || pads == window_extent(window, axis) - 1) return input;
  return {};
}

TransposedWindowAttributes transposed_window_attributes(const Node& node, int rank) {
  TransposedWindowAttributes attributes{window_attributes(node, rank), {}, {}};
  attributes.output_padding = numbers(node, "output_padding", at(rank), 0, 0);
  const auto* shape = node.find<std::vector<int64_t>>("output_shape");
  if (shape == nullptr || shape->empty()) return attributes;
  if (shape->size() != at(rank) && shape->size() != at(rank) + 2) {
    fail_node("output_shape has " + std::to_string(shape->size()) + " values, but the output has " +
              std::to_string(rank) + " spatial axes");
  }
  attributes.output_shape.assign(shape->end() - rank, shape->end());
  for (const int64_t length : attributes.output_shape) {
    if (length < 0) fail_node("output_shape has the negative value " + std::to_string(length));
  }
  return attributes;
}

WindowPlacement place_transposed_windows(const TransposedWindowAttributes& attributes, int axis, int64_t input) {
  const WindowAttributes& window = attributes.window;
  const int64_t stride = window.strides[at(axis)];
  const int64_t covered =
      input == 0 ? 0
                 : checked_add(checked_add(checked_multiply(stride, input - 1), attributes.output_padding[at(axis)]),
                               window_extent(window, axis));
  const bool same = window.auto_pad == AutoPad::kSameUpper || window.auto_pad == AutoPad::kSameLower;
  if (attributes.output_shape.empty() && !same) {
    const int64_t begin = window.pads_begin[at(axis)];
    const int64_t end = window.pads_end[at(axis)];
    const int64_t output = checked_subtract(checked_subtract(covered, begin), end);
    if (output < 0) {
      fail_node("the output would have length " + std::to_string(output) + " along " + axis_text(axis) +
                ": the windows cover " + std::to_string(covered) + " elements and the pads take " +
                std::to_string(begin) + " and " + std::to_string(end));
    }
    return {output, begin, end};
  }
  const int64_t output =
      attributes.output_shape.empty() ? checked_multiply(input, stride) : attributes.output_shape[at(axis)];
  const int64_t total = checked_subtract(covered, output);
  const int64_t half = total / 2;
  const int64_t begin = total <= 0 ? 0 : window.auto_pad == AutoPad::kSameUpper ? half : total - half;
  return {output, begin, total - begin};
}

Dim transposed_window_output_dim(const TransposedWindowAttributes& attributes, int axis, const Dim& input) {
  if (!attributes.output_shape.empty()) return attributes.output_shape[at(axis)];
  if (attributes.window.kernel[at(axis)] < 0 || !input.known()) return {};
  return place_transposed_windows(attributes, axis, input.value).output;
}

}  // namespace ort
