#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "libort/core/value_type.h"
#include "libort/graph/graph.h"

namespace ort {

/// Attribute auto_pad of Conv, ConvTranspose and the pooling operators.
enum class AutoPad { kNotSet, kSameUpper, kSameLower, kValid };

/// The sliding window of a node along its spatial axes, defaults filled in and every value checked: kernels, strides
/// and dilations are positive, pads are not negative.
struct WindowAttributes {
  AutoPad auto_pad = AutoPad::kNotSet;
  bool ceil_mode = false;
  std::vector<int64_t> kernel;  ///< -1 where attribute kernel_shape is absent; see `complete_kernel`
  std::vector<int64_t> strides;
  std::vector<int64_t> dilations;
  std::vector<int64_t> pads_begin;  ///< of attribute pads, which counts for AutoPad::kNotSet only
  std::vector<int64_t> pads_end;

  int rank() const { return static_cast<int>(kernel.size()); }
};

/// Attributes auto_pad, ceil_mode, kernel_shape, strides, dilations and pads for `rank` spatial axes. Throws (node) for
/// lists of another length and for values that no window can have.
WindowAttributes window_attributes(const Node& node, int rank);

/// Takes the kernel from the spatial dimensions of a weight. Throws (node) when kernel_shape contradicts them or when
/// one of them is 0.
void complete_kernel(WindowAttributes& window, std::span<const Dim> weight);

/// Where the windows lie along one axis.
struct WindowPlacement {
  int64_t output = 0;  ///< number of windows; for ConvTranspose: elements of the output
  int64_t pad_begin = 0;
  int64_t pad_end = 0;
};

/// Conv and pooling: windows along an axis of `input` elements. A last window of ceil_mode that would start in the
/// padding at the end is dropped (ONNX 1.17 and later say so for all versions). Throws (node) when the window is longer
/// than the padded axis.
WindowPlacement place_windows(const WindowAttributes& window, int axis, int64_t input);

/// The output dimension of `place_windows` for a dimension that may be unknown; a window that keeps the length keeps
/// the symbol.
Dim window_output_dim(const WindowAttributes& window, int axis, const Dim& input);

/// What ConvTranspose has besides.
struct TransposedWindowAttributes {
  WindowAttributes window;
  std::vector<int64_t> output_padding;
  std::vector<int64_t> output_shape;  ///< spatial axes only; empty when the attribute is absent
};

/// Also attributes output_padding and output_shape (spatial axes, or all axes as some exporters write it).
TransposedWindowAttributes transposed_window_attributes(const Node& node, int rank);

/// ConvTranspose-11: output length and pads along an axis of `input` elements. Pads may come out negative where
/// output_shape asks for more than the windows cover. Throws (node) when the output would be negative.
WindowPlacement place_transposed_windows(const TransposedWindowAttributes& attributes, int axis, int64_t input);

/// The output dimension of `place_transposed_windows` for a dimension that may be unknown.
Dim transposed_window_output_dim(const TransposedWindowAttributes& attributes, int axis, const Dim& input);

/// (kernel - 1) * dilation + 1: elements from the first to the last that a window touches.
int64_t window_extent(const WindowAttributes& window, int axis);

}  // namespace ort
