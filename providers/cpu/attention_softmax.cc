#include "providers/cpu/attention_softmax.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>

#include "libort/core/type_dispatch.h"

namespace ort::cpu {
namespace {

/// `value` rounded to P, in the type that P computes in.
template <class P, class C>
Compute<P> rounded(C value) {
  if constexpr (std::is_same_v<P, Compute<P>>) {
    return static_cast<P>(value);
  } else {
    return static_cast<float>(P::from_double(static_cast<double>(value)));
  }
}

template <class P, class C>
void softmax_row(C* row, int64_t count) {
  using W = Compute<P>;
  W largest = -std::numeric_limits<W>::infinity();
  for (int64_t i = 0; i < count; ++i) {
    const W x = rounded<P>(row[i]);
    if (x > largest || x != x) largest = x;
  }
  if (largest == -std::numeric_limits<W>::infinity()) {
    std::fill_n(row, count, C{0});
    return;
  }
  W sum{};
  for (int64_t i = 0; i < count; ++i) {
    const W power = std::exp(rounded<P>(row[i]) - largest);
    if constexpr (sizeof(W) <= sizeof(C)) row[i] = static_cast<C>(power);
    sum += power;
  }
  for (int64_t i = 0; i < count; ++i) {
    W power;
    if constexpr (sizeof(W) <= sizeof(C)) {
      power = static_cast<W>(row[i]);
    } else {
      power = std::exp(rounded<P>(row[i]) - largest);
    }
    row[i] = static_cast<C>(rounded<P>(power / sum));
  }
}

}  // namespace

template <class C>
AttentionSoftmax<C> attention_softmax(DataType precision) {
  AttentionSoftmax<C> function = nullptr;
  dispatch(precision, FloatTypes{}, [&]<class P>() { function = softmax_row<P, C>; });
  return function;
}

template AttentionSoftmax<float> attention_softmax(DataType precision);
template AttentionSoftmax<double> attention_softmax(DataType precision);

}  // namespace ort::cpu
