#include "providers/portable/window_axes.h"

#include <algorithm>
#include <span>

#include "libort/ops/window_shape.h"

namespace ort::portable {
namespace {

/// The dilation of a window with one tap says nothing.
int64_t effective_dilation(const WindowAttributes& window, std::size_t axis) {
  return window.kernel[axis] == 1 ? 1 : window.dilations[axis];
}

/// Of a tensor [N, C, spatial...].
std::span<const int64_t> spatial_dims(const Shape& shape) { return std::span(shape.dims()).subspan(2); }

std::vector<Dim> kernel_dims(const Shape& weight) {
  const std::span<const int64_t> lengths = spatial_dims(weight);
  return {lengths.begin(), lengths.end()};
}

std::vector<WindowAxis> place_all(const WindowAttributes& attributes, std::span<const int64_t> input) {
  std::vector<WindowAxis> axes;
  for (std::size_t i = 0; i < input.size(); ++i) {
    const WindowPlacement placed = place_windows(attributes, static_cast<int>(i), input[i]);
    axes.push_back({input[i], placed.output, attributes.kernel[i], attributes.strides[i],
                    effective_dilation(attributes, i), placed.pad_begin, placed.pad_end});
  }
  return axes;
}

/// With the roles of input and output exchanged.
std::vector<WindowAxis> place_all(const TransposedWindowAttributes& attributes, std::span<const int64_t> input) {
  const WindowAttributes& window = attributes.window;
  std::vector<WindowAxis> axes;
  for (std::size_t i = 0; i < input.size(); ++i) {
    const WindowPlacement placed = place_transposed_windows(attributes, static_cast<int>(i), input[i]);
    axes.push_back({placed.output, input[i], window.kernel[i], window.strides[i], effective_dilation(window, i),
                    placed.pad_begin, placed.pad_end});
  }
  return axes;
}

}  // namespace

TapRange WindowAxis::taps_at(int64_t output_position) const {
  const int64_t begin = output_position * stride - pad_begin;
  const int64_t first = begin >= 0 ? 0 : (-begin + dilation - 1) / dilation;
  const int64_t room = input - 1 - begin;
  const int64_t end = room < 0 ? 0 : std::min(kernel, room / dilation + 1);
  return {first, std::max<int64_t>(0, end - first), begin + first * dilation};
}

PositionRange WindowAxis::positions_of(int64_t tap) const {
  const int64_t shift = pad_begin - tap * dilation;
  const int64_t begin = shift <= 0 ? 0 : std::min(output, (shift + stride - 1) / stride);
  const int64_t last = input - 1 + shift;
  const int64_t end = last < 0 ? 0 : std::min(output, last / stride + 1);
  return {begin, std::max(begin, end)};
}

std::vector<WindowAxis> pool_axes(const PlanContext& context) {
  const Shape& shape = context.input_shape(0);
  return place_all(window_attributes(context.node(), shape.rank() - 2), spatial_dims(shape));
}

std::vector<WindowAxis> padded_axes(std::vector<WindowAxis> axes) {
  for (WindowAxis& axis : axes) {
    axis.input += axis.pad_begin + axis.pad_end;
    axis.pad_begin = 0;
    axis.pad_end = 0;
  }
  return axes;
}

ConvShape conv_shape(const PlanContext& context) {
  const Shape& x = context.input_shape(0);
  const Shape& w = context.input_shape(1);
  WindowAttributes attributes = window_attributes(context.node(), x.rank() - 2);
  complete_kernel(attributes, kernel_dims(w));
  const auto groups = context.node().attribute<int64_t>("group");
  return {place_all(attributes, spatial_dims(x)), x[0], groups, w[1], w[0] / groups};
}

ConvShape conv_transpose_shape(const PlanContext& context) {
  const Shape& x = context.input_shape(0);
  const Shape& w = context.input_shape(1);
  TransposedWindowAttributes attributes = transposed_window_attributes(context.node(), x.rank() - 2);
  complete_kernel(attributes.window, kernel_dims(w));
  const auto groups = context.node().attribute<int64_t>("group");
  return {place_all(attributes, spatial_dims(x)), x[0], groups, w[0] / groups, w[1]};
}

}  // namespace ort::portable
