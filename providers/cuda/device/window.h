#pragma once

// Sliding windows of convolutions and pooling operators.

#include <cuda_runtime.h>

#include <cstdint>
#include <vector>

#include "libort/core/shape.h"
#include "providers/portable/window_axes.h"

namespace ort::cuda {

inline constexpr int kMaxWindowAxes = 8;

/// Axes of a window, from the slowest to the fastest. Passed to kernels by value.
struct WindowSpace {
  int64_t rank = 2;  ///< at least two: shorter ones have axes of length one in front
  portable::WindowAxis axes[kMaxWindowAxes];
  int64_t outer_taps = 1;  ///< of all axes but the last two
};

/// Throws (node) for more than kMaxWindowAxes axes.
WindowSpace window_space(const std::vector<portable::WindowAxis>& axes);

/// Elements of a plane of a tensor [N, C, spatial...].
int64_t plane_size(const Shape& shape);

/// Conv and pooling: from an output element to the input elements under its window.
struct TowardsInput {
  __device__ static int64_t from_size(const portable::WindowAxis& axis) { return axis.output; }
  __device__ static int64_t to_size(const portable::WindowAxis& axis) { return axis.input; }
  /// The input position under a tap; -1 in the padding.
  __device__ static int64_t reach(const portable::WindowAxis& axis, int64_t from, int64_t tap) {
    const int64_t position = from * axis.stride - axis.pad_begin + tap * axis.dilation;
    return position >= 0 && position < axis.input ? position : -1;
  }
};

/// ConvTranspose, whose windows slide over Y as their input: from an element of Y to the elements of X whose windows
/// cover it.
struct TowardsOutput {
  __device__ static int64_t from_size(const portable::WindowAxis& axis) { return axis.input; }
  __device__ static int64_t to_size(const portable::WindowAxis& axis) { return axis.output; }
  /// The window that covers the element with this tap; -1 when there is none.
  __device__ static int64_t reach(const portable::WindowAxis& axis, int64_t from, int64_t tap) {
    const int64_t begin = from + axis.pad_begin - tap * axis.dilation;
    if (begin < 0 || begin % axis.stride != 0) return -1;
    const int64_t position = begin / axis.stride;
    return position < axis.output ? position : -1;
  }
};

/// Calls visit(tap, offset) for all taps that reach an element from element `position` of a plane, in ascending order;
/// `offset` is that element's place in its own plane.
template <class Direction, class Visit>
__device__ void for_each_tap(const WindowSpace& space, int64_t position, const Visit& visit) {
  int64_t from[kMaxWindowAxes];
  for (int64_t d = space.rank - 1; d >= 0; --d) {
    const int64_t size = Direction::from_size(space.axes[d]);
    from[d] = position % size;
    position /= size;
  }
  const int64_t rows = space.rank - 2;
  const portable::WindowAxis& row_axis = space.axes[rows];
  const portable::WindowAxis& column_axis = space.axes[rows + 1];
  const int64_t row_length = Direction::to_size(column_axis);
  for (int64_t outer = 0; outer < space.outer_taps; ++outer) {
    int64_t rest = outer;
    int64_t offset = 0;
    int64_t stride = Direction::to_size(row_axis) * row_length;
    bool reached = true;
    for (int64_t d = rows - 1; d >= 0; --d) {
      const int64_t to = Direction::reach(space.axes[d], from[d], rest % space.axes[d].kernel);
      rest /= space.axes[d].kernel;
      reached = reached && to >= 0;
      offset += to * stride;
      stride *= Direction::to_size(space.axes[d]);
    }
    if (!reached) continue;
    for (int64_t i = 0; i < row_axis.kernel; ++i) {
      const int64_t row = Direction::reach(row_axis, from[rows], i);
      if (row < 0) continue;
      for (int64_t j = 0; j < column_axis.kernel; ++j) {
        const int64_t column = Direction::reach(column_axis, from[rows + 1], j);
        if (column < 0) continue;
        visit((outer * row_axis.kernel + i) * column_axis.kernel + j, offset + row * row_length + column);
      }
    }
  }
}

}  // namespace ort::cuda
