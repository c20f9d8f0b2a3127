#pragma once

#include <cstdint>
#include <vector>

#include "libort/runtime/kernel.h"

namespace ort::portable {

/// The taps of a window that lie inside the input, along one axis.
struct TapRange {
  int64_t first_tap = 0;
  int64_t taps = 0;
  int64_t input = 0;  ///< position of the first tap
};

/// The output positions [begin, end) whose tap lies inside the input, along one axis.
struct PositionRange {
  int64_t begin = 0;
  int64_t end = 0;
};

/// One axis of a sliding window: output position o reads input positions o * stride - pad + tap * dilation.
struct WindowAxis {
  int64_t input = 1;
  int64_t output = 1;
  int64_t kernel = 1;
  int64_t stride = 1;
  int64_t dilation = 1;
  int64_t pad_begin = 0;
  int64_t pad_end = 0;

  TapRange taps_at(int64_t output_position) const;
  PositionRange positions_of(int64_t tap) const;
};

/// The window of a pooling operator over the spatial dimensions of input 0, [N, C, spatial...].
std::vector<WindowAxis> pool_axes(const PlanContext& context);

/// The window over the padded input, as if the padding were part of it: its taps are what count_include_pad counts.
/// What a last window of ceil_mode covers behind the padding does not count.
std::vector<WindowAxis> padded_axes(std::vector<WindowAxis> axes);

/// A convolution of X, input 0, with the weights W, input 1. Conv: X [batch, groups * channels, spatial...], W [groups
/// * filters, channels, kernel...], Y [batch, groups * filters, spatial...]; ConvTranspose: W [groups * channels,
/// filters, kernel...], and X and Y as in Conv.
struct ConvShape {
  /// Conv: from X to Y. ConvTranspose: the window slides over Y, so that `input` of an axis is Y's length and `output`
  /// is X's; pads may be negative.
  std::vector<WindowAxis> axes;
  int64_t batch = 0;
  int64_t groups = 1;
  int64_t channels = 0;  ///< of a group of X
  int64_t filters = 0;   ///< of a group of Y
};

/// With the node's attribute `group`.
ConvShape conv_shape(const PlanContext& context);
ConvShape conv_transpose_shape(const PlanContext& context);

}  // namespace ort::portable
