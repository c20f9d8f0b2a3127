#include "providers/cpu/weighted_sums.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <memory>
#include <numeric>
#include <type_traits>
#include <utility>

#include "libort/core/checked_math.h"
#include "libort/core/saturate.h"
#include "libort/core/type_dispatch.h"
#include "providers/cpu/moved_type.h"

namespace ort::cpu {
namespace {

using Complex64 = std::complex<float>;
using Complex128 = std::complex<double>;
using SummedTypes = Types<float, double, Float16, BFloat16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t,
                          uint32_t, uint64_t, bool, Complex64, Complex128>;

/// The type that sums of T are computed in.
template <class T>
using Sum = std::conditional_t<std::is_integral_v<T>, double, Compute<T>>;

template <class T>
struct RealOf {
  using type = T;
};
template <class T>
struct RealOf<std::complex<T>> {
  using type = T;
};
template <class S>
using Weight = typename RealOf<S>::type;

/// A sum that is an integer but for rounding counts as that integer.
template <class T>
T store(Sum<T> sum) {
  if constexpr (std::is_same_v<T, bool>) {
    return sum != 0;
  } else if constexpr (std::is_integral_v<T>) {
    const double integer = std::nearbyint(sum);
    return saturate_to<T>(std::abs(sum - integer) <= 1e-9 * std::abs(integer) ? integer : sum);
  } else {
    return static_cast<T>(sum);
  }
}

/// Sums along one axis of a dense [outer, input, inner] tensor.
template <class S>
struct Pass {
  int64_t outer = 1;
  int64_t input = 1;
  int64_t output = 1;
  int64_t inner = 1;
  int64_t taps = 1;
  std::vector<int64_t> positions;
  std::vector<Weight<S>> weights;
};

/// to[:] = sum over taps of weights[tap] * slab[positions[tap], :]
template <class S>
void sum_row(const Pass<S>& pass, const S* slab, int64_t position, S* to) {
  const int64_t* positions = pass.positions.data() + position * pass.taps;
  const Weight<S>* weights = pass.weights.data() + position * pass.taps;
  if (pass.inner == 1) {
    S sum{};
    for (int64_t tap = 0; tap < pass.taps; ++tap) sum += weights[tap] * slab[positions[tap]];
    *to = sum;
    return;
  }
  std::fill_n(to, pass.inner, S{});
  for (int64_t tap = 0; tap < pass.taps; ++tap) {
    if (weights[tap] == 0) continue;
    const S* from = slab + positions[tap] * pass.inner;
    for (int64_t i = 0; i < pass.inner; ++i) to[i] += weights[tap] * from[i];
  }
}

/// The rows [begin, end) of (outer, output).
template <class S>
void sum_rows(const Pass<S>& pass, const S* source, S* target, int64_t begin, int64_t end) {
  int64_t position = begin % pass.output;
  const S* slab = source + begin / pass.output * pass.input * pass.inner;
  for (int64_t row = begin; row < end; ++row) {
    sum_row(pass, slab, position, target + row * pass.inner);
    if (++position == pass.output) {
      position = 0;
      slab += pass.input * pass.inner;
    }
  }
}

/// Output positions along one axis that take the extrapolation value.
struct OutsideSlabs {
  int64_t outer = 1;
  int64_t length = 1;
  int64_t inner = 1;
  std::vector<int64_t> positions;
};

template <class S>
struct WeightedSums {
  std::vector<Pass<S>> passes;
  std::vector<OutsideSlabs> outside;
  int64_t input_elements = 0;
  int64_t output_elements = 0;
  int64_t largest = 0;  ///< elements of the largest tensor on the way
  float extrapolation = 0;
};

/// Axes that shrink come first, so that the others have less to do.
std::vector<int> pass_order(const Shape& input, const Shape& output, const std::vector<portable::AxisWeights>& axes) {
  std::vector<int> order;
  for (int axis = 0; axis < input.rank(); ++axis) {
    if (axes[static_cast<std::size_t>(axis)].taps > 0) order.push_back(axis);
  }
  std::ranges::stable_sort(
      order, {}, [&](int axis) { return static_cast<double>(output[axis]) / static_cast<double>(input[axis]); });
  return order;
}

template <class S>
WeightedSums<S> weighted_sums(const Shape& input, const Shape& output, const std::vector<portable::AxisWeights>& axes) {
  WeightedSums<S> sums;
  Shape shape = input;
  sums.input_elements = sums.largest = input.elements();
  sums.output_elements = output.elements();
  for (const int axis : pass_order(input, output, axes)) {
    const portable::AxisWeights& weights = axes[static_cast<std::size_t>(axis)];
    Pass<S> pass{.outer = shape.elements(0, axis),
                 .input = shape[axis],
                 .output = output[axis],
                 .inner = shape.elements(axis + 1, shape.rank()),
                 .taps = weights.taps,
                 .positions = weights.positions,
                 .weights = {weights.weights.begin(), weights.weights.end()}};
    shape[axis] = output[axis];
    sums.largest = std::max(sums.largest, shape.elements());
    sums.passes.push_back(std::move(pass));
    if (weights.outside.empty()) continue;
    sums.outside.push_back(
        {output.elements(0, axis), output[axis], output.elements(axis + 1, output.rank()), weights.outside});
  }
  return sums;
}

template <class T>
void fill_outside(const WeightedSums<Sum<T>>& sums, T* output) {
  const T value = store<T>(static_cast<Sum<T>>(sums.extrapolation));
  for (const OutsideSlabs& slabs : sums.outside) {
    for (int64_t outer = 0; outer < slabs.outer; ++outer) {
      for (const int64_t position : slabs.positions) {
        std::fill_n(output + (outer * slabs.length + position) * slabs.inner, slabs.inner, value);
      }
    }
  }
}

/// Runs the passes between two buffers of `largest` elements in the workspace; where T is its own sum type the first
/// one reads the input and the last one writes the output.
template <class T>
void run_passes(const WeightedSums<Sum<T>>& sums, const RunContext& run) {
  using S = Sum<T>;
  constexpr bool kDirect = std::is_same_v<T, S>;
  const T* input = reinterpret_cast<const T*>(run.input(0).data());
  T* output = reinterpret_cast<T*>(run.output(0).data());
  S* buffer = reinterpret_cast<S*>(run.workspace());
  S* other = buffer + sums.largest;
  const S* source = buffer;
  if constexpr (kDirect) {
    source = input;
  } else {
    run.parallel_for(sums.input_elements, kMovedGrain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) buffer[i] = static_cast<S>(input[i]);
    });
  }
  for (const Pass<S>& pass : sums.passes) {
    S* target = other;
    if constexpr (kDirect) target = &pass == &sums.passes.back() ? output : other;
    run.parallel_for(pass.outer * pass.output, moved_grain(pass.inner * pass.taps),
                     [&](int64_t begin, int64_t end) { sum_rows(pass, source, target, begin, end); });
    source = target;
    std::swap(buffer, other);
  }
  if constexpr (!kDirect) {
    run.parallel_for(sums.output_elements, kMovedGrain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) output[i] = store<T>(source[i]);
    });
  }
  fill_outside<T>(sums, output);
}

}  // namespace

Step weighted_sums_step(const PlanContext& context, const std::vector<portable::AxisWeights>& axes,
                        float extrapolation) {
  Step step;
  dispatch(context.input_dtype(0), SummedTypes{}, [&]<class T>() {
    auto sums = weighted_sums<Sum<T>>(context.input_shape(0), context.output_shape(0), axes);
    sums.extrapolation = extrapolation;
    step.workspace = checked_multiply(static_cast<std::size_t>(sums.largest), 2 * sizeof(Sum<T>));
    step.run = [shared = std::make_shared<const WeightedSums<Sum<T>>>(std::move(sums))](const RunContext& run) {
      run_passes<T>(*shared, run);
    };
  });
  return step;
}

}  // namespace ort::cpu
