#include "providers/cpu/window.h"

#include <algorithm>

#include "libort/core/checked_math.h"

namespace ort::cpu {

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

}  // namespace ort::cpu
