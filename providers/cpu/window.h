#pragma once

#include <cstdint>
#include <vector>

#include "providers/portable/window_axes.h"

namespace ort::cpu {

using portable::PositionRange;
using portable::TapRange;
using portable::WindowAxis;

/// A row of the input that a row of the output reads through one outer tap (a tap along all axes but the last).
struct RowTap {
  int64_t outer_tap = 0;     ///< position among the taps of all axes but the last
  int64_t input_offset = 0;  ///< where the input row begins in its plane
};

/// Geometry of a sliding window over planes of any number of spatial axes, shared by convolution and pooling.
class Window {
 public:
  Window() = default;
  explicit Window(std::vector<WindowAxis> axes);

  const std::vector<WindowAxis>& axes() const { return axes_; }
  const WindowAxis& last() const { return axes_.back(); }
  int64_t input_size() const { return input_size_; }    ///< elements of an input plane
  int64_t output_size() const { return output_size_; }  ///< elements of an output plane
  int64_t kernel_size() const { return kernel_size_; }  ///< taps
  int64_t rows() const { return rows_; }                ///< rows (along the last axis) of an output plane
  int64_t outer_taps() const { return outer_taps_; }

  /// Writes the outer taps of output row `row` that lie inside the input, in ascending order; `taps` has room for
  /// `outer_taps()`. Returns how many there are.
  int64_t row_taps(int64_t row, RowTap* taps) const;

  /// Taps of the last axis for each output position of it.
  const std::vector<TapRange>& columns() const { return columns_; }

  /// Output positions of the last axis for each tap of it.
  const std::vector<PositionRange>& tap_columns() const { return tap_columns_; }

  /// True when every tap is one element wide and nothing is skipped or padded: output and input planes are the same.
  bool is_pointwise() const;

 private:
  std::vector<WindowAxis> axes_;
  std::vector<TapRange> columns_;
  std::vector<PositionRange> tap_columns_;
  int64_t input_size_ = 1;
  int64_t output_size_ = 1;
  int64_t kernel_size_ = 1;
  int64_t rows_ = 1;
  int64_t outer_taps_ = 1;
};

}  // namespace ort::cpu
