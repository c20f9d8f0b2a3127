#pragma once

// One update of one element by ScatterElements and ScatterND: every update is rounded, integers wrap, NaN wins over
// numbers.

#include <cstdint>

#include "libort/core/type_dispatch.h"
#include "libort/core/wrapping.h"
#include "providers/cuda/device/element.h"
#include "providers/portable/scatter_reduction.h"

namespace ort::cuda {

using portable::ScatterReduction;

/// Whatever the reduction is, it is not kNone.
template <class T>
__device__ void apply_update(ScatterReduction reduction, T& element, const T& update) {
  const Compute<T> old = load(element);
  const Compute<T> other = load(update);
  switch (reduction) {
    case ScatterReduction::kAdd:
      return store(element, wrapping_add(old, other));
    case ScatterReduction::kMul:
      return store(element, wrapping_multiply(old, other));
    case ScatterReduction::kMax:
      if (other > old || other != other) element = update;
      return;
    default:
      if (other < old || other != other) element = update;
  }
}

/// An element of type bool, true unless it is zero: sums and maxima are "or", products and minima are "and".
struct Flag {
  uint8_t byte;
};

__device__ inline void apply_update(ScatterReduction reduction, Flag& element, const Flag& update) {
  const bool either = reduction == ScatterReduction::kAdd || reduction == ScatterReduction::kMax;
  const bool a = element.byte != 0;
  const bool b = update.byte != 0;
  element.byte = (either ? a || b : a && b) ? 1 : 0;
}

template <class R>
struct ComplexNumber {
  R real;
  R imaginary;
};

/// Complex numbers have sums and products only.
template <class R>
__device__ void apply_update(ScatterReduction reduction, ComplexNumber<R>& element, const ComplexNumber<R>& update) {
  const ComplexNumber<R> old = element;
  if (reduction == ScatterReduction::kAdd) {
    element = {old.real + update.real, old.imaginary + update.imaginary};
  } else {
    element = {old.real * update.real - old.imaginary * update.imaginary,
               old.real * update.imaginary + old.imaginary * update.real};
  }
}

}  // namespace ort::cuda
