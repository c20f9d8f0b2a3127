#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel.h"

namespace ort::cpu {

/// Elements of one range of an element-wise kernel whose operation costs about one instruction.
inline constexpr int64_t kElementGrain = 32768;
/// The same for operations as expensive as exp or division.
inline constexpr int64_t kCostlyElementGrain = 4096;

/// `x` moved into [low, high]; `high` where `low` is above it, NaN where x is NaN.
template <class C>
C clamped(C x, C low, C high) {
  const C raised = x < low ? low : x;
  return raised > high ? high : raised;
}

/// y[i] = op(x[i]): `op` takes and returns the types in which X and Y compute. Both spans have the same length and are
/// the same memory or do not overlap.
template <class X, class Y, class Op>
void map_elements(std::span<const X> x, std::span<Y> y, Op op) {
  const std::size_t count = y.size();
  for (std::size_t i = 0; i < count; ++i) y[i] = static_cast<Y>(op(static_cast<Compute<X>>(x[i])));
}

/// Step of a kernel whose only output has the elements of its first input in the same order. `range(x, y)` computes a
/// part of them: it is called with std::span<const X> and std::span<Y>.
template <class X, class Y, class Range>
Step map_step(const PlanContext& context, int64_t grain, Range range) {
  const int64_t total = context.output_shape(0).elements();
  Step step;
  step.run = [total, grain, range](const RunContext& run) {
    const X* x = run.input(0).as<X>().data();
    Y* y = run.output(0).as<Y>().data();
    run.parallel_for(total, grain, [&](int64_t begin, int64_t end) {
      const auto count = static_cast<std::size_t>(end - begin);
      range(std::span<const X>(x + begin, count), std::span<Y>(y + begin, count));
    });
  };
  if constexpr (sizeof(X) == sizeof(Y)) step.in_place = {{0, 0}};
  return step;
}

}  // namespace ort::cpu
