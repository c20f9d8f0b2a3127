#include "providers/cpu/window.h"

#include <algorithm>

#include "libort/core/checked_math.h"

namespace ort::cpu {

namespace {

/// The dilation of a window with one tap says nothing.
int64_t effective_dilation(const WindowAttributes& window, std::size_t axis) {
  return window.kernel[axis] == 1 ? 1 : window.dilations[axis];
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

Window::Window(std::vector<WindowAxis> axes) : axes_(std::move(axes)) {
  for (const WindowAxis& axis : axes_) {
    input_size_ = checked_multiply(input_size_, axis.input);
    output_size_ = checked_multiply(output_size_, axis.output);
    kernel_size_ = checked_multiply(kernel_size_, axis.kernel);
  }
  for (std::size_t i = 0; i + 1 < axes_.size(); ++i) {
    rows_ *= axes_[i].output;
    outer_taps_ *= axes_[i].kernel;
  }
  if (output_size_ == 0) return;
  columns_.reserve(static_cast<std::size_t>(last().output));
  for (int64_t position = 0; position < last().output; ++position) columns_.push_back(last().taps_at(position));
  for (int64_t tap = 0; tap < last().kernel; ++tap) tap_columns_.push_back(last().positions_of(tap));
}

int64_t Window::row_taps(int64_t row, RowTap* taps) const {
  int64_t count = 1;
  taps[0] = {};
  int64_t input_stride = last().input;
  int64_t tap_stride = 1;
  for (int i = static_cast<int>(axes_.size()) - 2; i >= 0; --i) {
    const WindowAxis& axis = axes_[static_cast<std::size_t>(i)];
    const TapRange range = axis.taps_at(row % axis.output);
    row /= axis.output;
    for (int64_t tap = range.taps - 1; tap >= 0; --tap) {
      for (int64_t inner = 0; inner < count; ++inner) {
        taps[tap * count + inner] = {taps[inner].outer_tap + (range.first_tap + tap) * tap_stride,
                                     taps[inner].input_offset + (range.input + tap * axis.dilation) * input_stride};
      }
    }
    count *= range.taps;
    input_stride *= axis.input;
    tap_stride *= axis.kernel;
  }
  return count;
}

bool Window::is_pointwise() const {
  return kernel_size_ == 1 && std::all_of(axes_.begin(), axes_.end(), [](const WindowAxis& axis) {
           return axis.stride == 1 && axis.input == axis.output && axis.pad_begin == 0;
         });
}

Window place_window(const WindowAttributes& attributes, std::span<const int64_t> input) {
  std::vector<WindowAxis> axes;
  for (std::size_t i = 0; i < input.size(); ++i) {
    const WindowPlacement placed = place_windows(attributes, static_cast<int>(i), input[i]);
    axes.push_back({input[i], placed.output, attributes.kernel[i], attributes.strides[i],
                    effective_dilation(attributes, i), placed.pad_begin, placed.pad_end});
  }
  return Window(std::move(axes));
}

Window place_transposed_window(const TransposedWindowAttributes& attributes, std::span<const int64_t> input) {
  const WindowAttributes& window = attributes.window;
  std::vector<WindowAxis> axes;
  for (std::size_t i = 0; i < input.size(); ++i) {
    const WindowPlacement placed = place_transposed_windows(attributes, static_cast<int>(i), input[i]);
    axes.push_back({placed.output, input[i], window.kernel[i], window.strides[i], effective_dilation(window, i),
                    placed.pad_begin, placed.pad_end});
  }
  return Window(std::move(axes));
}

std::span<const int64_t> spatial_dims(const Shape& shape) { return std::span(shape.dims()).subspan(2); }

void complete_kernel(WindowAttributes& attributes, const Shape& weight) {
  const std::span<const int64_t> lengths = spatial_dims(weight);
  ort::complete_kernel(attributes, std::vector<Dim>(lengths.begin(), lengths.end()));
}

}  // namespace ort::cpu
