#pragma once

#include <complex>
#include <cstdint>
#include <type_traits>

#include "libort/core/type_dispatch.h"
#include "libort/core/wrapping.h"
#include "providers/cpu/moved_type.h"
#include "providers/portable/scatter_reduction.h"

namespace ort::cpu {

using portable::ScatterReduction;

// One update of one element. Every update is rounded, integers wrap, NaN wins over numbers.

struct AssignUpdate {
  template <class E>
  static void apply(E& element, const E& update) {
    element = update;
  }
};

struct AddUpdate {
  template <class T>
  static void apply(T& element, const T& update) {
    if constexpr (std::is_integral_v<T>) {
      element = wrapping_add(element, update);
    } else {
      element = static_cast<T>(static_cast<Compute<T>>(element) + static_cast<Compute<T>>(update));
    }
  }
};

struct MulUpdate {
  template <class T>
  static void apply(T& element, const T& update) {
    if constexpr (std::is_integral_v<T>) {
      element = wrapping_multiply(element, update);
    } else {
      element = static_cast<T>(static_cast<Compute<T>>(element) * static_cast<Compute<T>>(update));
    }
  }
};

struct MaxUpdate {
  template <class T>
  static void apply(T& element, const T& update) {
    const auto wide = static_cast<Compute<T>>(update);
    if (wide > static_cast<Compute<T>>(element) || wide != wide) element = update;
  }
};

struct MinUpdate {
  template <class T>
  static void apply(T& element, const T& update) {
    const auto wide = static_cast<Compute<T>>(update);
    if (wide < static_cast<Compute<T>>(element) || wide != wide) element = update;
  }
};

/// Bools, whose bytes are true unless they are zero.
struct OrUpdate {
  static void apply(uint8_t& element, const uint8_t& update) { element = element != 0 || update != 0; }
};

struct AndUpdate {
  static void apply(uint8_t& element, const uint8_t& update) { element = element != 0 && update != 0; }
};

/// Calls `visit.template operator()<E, Update>()`. Of bools, add and max are "or", mul and min are "and". Throws
/// NOT_IMPLEMENTED for reductions of strings and for extrema of complex numbers.
template <class Visitor>
void dispatch_reduction(ScatterReduction reduction, DataType dtype, Visitor&& visit) {
  using Summed = Types<float, double, Float16, BFloat16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t,
                       uint64_t, std::complex<float>, std::complex<double>>;
  if (reduction == ScatterReduction::kNone) {
    return dispatch_moved(dtype, [&]<class E>() { visit.template operator()<E, AssignUpdate>(); });
  }
  if (dtype == DataType::kBool) {
    const bool either = reduction == ScatterReduction::kAdd || reduction == ScatterReduction::kMax;
    return either ? visit.template operator()<uint8_t, OrUpdate>() : visit.template operator()<uint8_t, AndUpdate>();
  }
  switch (reduction) {
    case ScatterReduction::kAdd:
      return dispatch(dtype, Summed{}, [&]<class T>() { visit.template operator()<T, AddUpdate>(); });
    case ScatterReduction::kMul:
      return dispatch(dtype, Summed{}, [&]<class T>() { visit.template operator()<T, MulUpdate>(); });
    case ScatterReduction::kMax:
      return dispatch(dtype, NumericTypes{}, [&]<class T>() { visit.template operator()<T, MaxUpdate>(); });
    default:
      return dispatch(dtype, NumericTypes{}, [&]<class T>() { visit.template operator()<T, MinUpdate>(); });
  }
}

}  // namespace ort::cpu
