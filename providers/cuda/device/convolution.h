#pragma once

// Convolutions where no library has them, and what comes before and after one of a library.

#include "providers/cuda/activation_function.h"
#include "providers/cuda/device/element.h"
#include "providers/cuda/device/launch.h"
#include "providers/cuda/device/window.h"

namespace ort::cuda {

/// What is added to the sums of a convolution before its activation.
template <class T>
struct ConvolutionAddends {
  const T* bias = nullptr;    ///< or null: [channels]
  const T* addend = nullptr;  ///< or null: like Y
  int64_t channels = 1;       ///< of Y
  int64_t y_plane = 1;        ///< elements of a plane of Y

  /// The sum for element `i` of Y with them.
  __device__ Compute<T> add(Compute<T> sum, int64_t i) const {
    if (bias != nullptr) sum += load(bias[i / y_plane % channels]);
    if (addend != nullptr) sum += load(addend[i]);
    return sum;
  }
};

template <class T>
__global__ void end_convolution_kernel(T* y, int64_t count, ConvolutionAddends<T> addends,
                                       ActivationFunction activation) {
  for (int64_t i = flat_begin(); i < count; i += flat_step()) store(y[i], activation(addends.add(load(y[i]), i)));
}

/// Sizes of a convolution and how its weights lie: element [group][filter][channel][tap] stands at the sum of the
/// indices times their steps.
struct DirectConvolution {
  WindowSpace window;
  int64_t groups = 1;
  int64_t channels = 0;  ///< of a group of X
  int64_t filters = 0;   ///< of a group of Y
  int64_t x_plane = 1;
  int64_t y_plane = 1;
  int64_t group_step = 0;
  int64_t filter_step = 0;
  int64_t channel_step = 0;
};

/// The sum as ONNX writes it, each element of Y by a thread of its own. Direction is TowardsInput for Conv,
/// TowardsOutput for ConvTranspose.
template <class T, class Direction>
__global__ void direct_convolution_kernel(const T* x, const T* w, T* y, int64_t count, DirectConvolution conv,
                                          ConvolutionAddends<T> addends, ActivationFunction activation) {
  for (int64_t i = flat_begin(); i < count; i += flat_step()) {
    const int64_t plane = i / conv.y_plane;
    const int64_t filter = plane % (conv.groups * conv.filters);
    const int64_t group = filter / conv.filters;
    const int64_t batch = plane / (conv.groups * conv.filters);
    const T* planes = x + (batch * conv.groups + group) * conv.channels * conv.x_plane;
    const T* weights = w + group * conv.group_step + filter % conv.filters * conv.filter_step;
    Compute<T> sum{};
    for_each_tap<Direction>(conv.window, i % conv.y_plane, [&](int64_t tap, int64_t offset) {
      for (int64_t c = 0; c < conv.channels; ++c)
        sum += load(planes[c * conv.x_plane + offset]) * load(weights[c * conv.channel_step + tap]);
    });
    store(y[i], activation(addends.add(sum, i)));
  }
}

/// Planes of X with zeros around them, as long as the window's axes with their pads.
template <class T>
__global__ void pad_kernel(const T* x, T* padded, int64_t count, WindowSpace window) {
  for (int64_t i = flat_begin(); i < count; i += flat_step()) {
    int64_t rest = i;
    int64_t offset = 0;
    int64_t stride = 1;
    bool inside = true;
    for (int64_t d = window.rank - 1; d >= 0; --d) {
      const portable::WindowAxis& axis = window.axes[d];
      const int64_t length = axis.input + axis.pad_begin + axis.pad_end;
      const int64_t position = rest % length - axis.pad_begin;
      rest /= length;
      inside = inside && position >= 0 && position < axis.input;
      offset += position * stride;
      stride *= axis.input;
    }
    padded[i] = inside ? x[rest * stride + offset] : T{};
  }
}

}  // namespace ort::cuda
