#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <type_traits>
#include <vector>

#include "libort/core/type_dispatch.h"
#include "libort/core/wrapping.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/elementwise.h"
#include "providers/cpu/families.h"
#include "providers/cpu/odometer.h"

namespace ort::cpu {
namespace {

using portable::ReduceGeometry;

/// Sums are held in double for floats and modulo 2^64 for integers, which is exact modulo the width of the result.
template <class T>
using SumAccumulator =
    std::conditional_t<std::is_integral_v<T>, std::conditional_t<std::is_signed_v<T>, int64_t, uint64_t>, double>;

template <class T>
T narrow(double value) {
  if constexpr (std::is_floating_point_v<T>) {
    return static_cast<T>(value);
  } else {
    return T::from_double(value);
  }
}

// A reduction of elements of type T: `identity` is the result of nothing, `load` makes an accumulator of one element,
// `combine` joins two, `store` makes the result of `count` elements.

template <class T>
struct Sum {
  using Element = T;
  using Accumulator = SumAccumulator<T>;
  static constexpr Accumulator kIdentity = 0;
  static Accumulator load(T x) { return static_cast<Accumulator>(static_cast<Compute<T>>(x)); }
  static Accumulator combine(Accumulator a, Accumulator b) { return wrapping_add(a, b); }
  static T store(Accumulator sum, int64_t) {
    if constexpr (std::is_integral_v<T>) {
      return static_cast<T>(sum);
    } else {
      return narrow<T>(sum);
    }
  }
};

/// The mean of integers is truncated; of nothing it is NaN, or 0 for integers.
template <class T>
struct Mean : Sum<T> {
  using Accumulator = SumAccumulator<T>;
  static T store(Accumulator sum, int64_t count) {
    if constexpr (std::is_integral_v<T>) {
      return count == 0 ? T{0} : static_cast<T>(sum / static_cast<Accumulator>(count));
    } else {
      return narrow<T>(sum / static_cast<double>(count));
    }
  }
};

template <class T>
struct Prod : Sum<T> {
  using Accumulator = SumAccumulator<T>;
  static constexpr Accumulator kIdentity = 1;
  static Accumulator combine(Accumulator a, Accumulator b) { return wrapping_multiply(a, b); }
};

/// NaN where an element is NaN.
template <class T>
struct Max {
  using Element = T;
  using Accumulator = Compute<T>;
  using Limits = std::numeric_limits<Accumulator>;
  static constexpr Accumulator kIdentity = Limits::has_infinity ? -Limits::infinity() : Limits::lowest();
  static Accumulator load(T x) { return static_cast<Accumulator>(x); }
  static Accumulator combine(Accumulator a, Accumulator b) { return b > a || b != b ? b : a; }
  static T store(Accumulator result, int64_t) { return static_cast<T>(result); }
};

template <class T>
struct Min : Max<T> {
  using Accumulator = Compute<T>;
  using Limits = std::numeric_limits<Accumulator>;
  static constexpr Accumulator kIdentity = Limits::has_infinity ? Limits::infinity() : Limits::max();
  static Accumulator combine(Accumulator a, Accumulator b) { return b < a || b != b ? b : a; }
};

/// The maximum of bools, whose bytes are true unless they are zero.
struct Any : Max<uint8_t> {
  static uint8_t load(uint8_t x) { return x != 0; }
};

struct All : Min<uint8_t> {
  static constexpr uint8_t kIdentity = 1;
  static uint8_t load(uint8_t x) { return x != 0; }
};

/// One run of neighbours, in a fixed number of lanes that are joined at the end.
template <class Op>
typename Op::Accumulator reduce_run(const typename Op::Element* x, int64_t count) {
  constexpr int64_t kLanes = 8;
  std::array<typename Op::Accumulator, kLanes> lanes;
  lanes.fill(Op::kIdentity);
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      lanes[lane] = Op::combine(lanes[lane], Op::load(x[i + static_cast<int64_t>(lane)]));
    }
  }
  typename Op::Accumulator result = Op::kIdentity;
  for (const auto lane : lanes) result = Op::combine(result, lane);
  for (; i < count; ++i) result = Op::combine(result, Op::load(x[i]));
  return result;
}

/// The results [begin, end) where the elements of one result include runs of neighbours.
template <class Op>
void reduce_runs(const ReduceGeometry& geometry, const typename Op::Element* x, typename Op::Element* y, int64_t begin,
                 int64_t end) {
  Odometer kept(geometry.kept, begin);
  for (int64_t result = begin; result < end; ++result, kept.next()) {
    auto accumulator = Op::kIdentity;
    Odometer reduced(geometry.reduced, 0);
    for (int64_t run = 0; run < geometry.reduced_count; ++run, reduced.next()) {
      const auto part = reduce_run<Op>(x + kept.offset() + reduced.offset(), geometry.run);
      accumulator = Op::combine(accumulator, part);
    }
    y[result] = Op::store(accumulator, geometry.elements_per_result);
  }
}

/// The results [begin, end) where neighbours belong to neighbouring results: pieces of such rows are reduced together.
template <class Op>
void reduce_rows(const ReduceGeometry& geometry, const typename Op::Element* x, typename Op::Element* y, int64_t begin,
                 int64_t end) {
  constexpr int64_t kPiece = 256;
  std::array<typename Op::Accumulator, kPiece> accumulators;
  for (int64_t result = begin; result < end;) {
    const int64_t column = result % geometry.run;
    const int64_t count = std::min({kPiece, geometry.run - column, end - result});
    const typename Op::Element* row = x + Odometer(geometry.kept, result / geometry.run).offset() + column;
    std::fill_n(accumulators.begin(), count, Op::kIdentity);
    Odometer reduced(geometry.reduced, 0);
    for (int64_t step = 0; step < geometry.reduced_count; ++step, reduced.next()) {
      const typename Op::Element* elements = row + reduced.offset();
      for (int64_t i = 0; i < count; ++i) {
        auto& accumulator = accumulators[static_cast<std::size_t>(i)];
        accumulator = Op::combine(accumulator, Op::load(elements[i]));
      }
    }
    for (int64_t i = 0; i < count; ++i) {
      y[result + i] = Op::store(accumulators[static_cast<std::size_t>(i)], geometry.elements_per_result);
    }
    result += count;
  }
}

template <class Op>
Step reduce_step(ReduceGeometry geometry) {
  const auto shared = std::make_shared<const ReduceGeometry>(std::move(geometry));
  const int64_t least = shared->run_is_reduced ? 1 : 64;
  const int64_t grain = std::max(least, kElementGrain / std::max<int64_t>(1, shared->elements_per_result));
  Step step;
  step.run = [shared, grain](const RunContext& run) {
    using Element = typename Op::Element;
    const auto* x = reinterpret_cast<const Element*>(run.input(0).data());
    auto* y = reinterpret_cast<Element*>(run.output(0).data());
    run.parallel_for(shared->results, grain, [&](int64_t begin, int64_t end) {
      if (shared->run_is_reduced) {
        reduce_runs<Op>(*shared, x, y, begin, end);
      } else {
        reduce_rows<Op>(*shared, x, y, begin, end);
      }
    });
  };
  return step;
}

/// ReduceSum, ReduceMean and ReduceProd, all versions.
template <template <class> class Op>
class ReduceNumbers final : public Kernel {
 public:
  explicit ReduceNumbers(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    Step step;
    using SumTypes = Types<float, double, Float16, BFloat16, int32_t, int64_t, uint32_t, uint64_t>;
    dispatch(context.input_dtype(0), SumTypes{},
             [&]<class T>() { step = reduce_step<Op<T>>(portable::reduce_geometry(context)); });
    return step;
  }
};

/// ReduceMax and ReduceMin, all versions; `Truth` reduces bools.
template <template <class> class Op, class Truth>
class ReduceExtremum final : public Kernel {
 public:
  explicit ReduceExtremum(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    ReduceGeometry geometry = portable::reduce_geometry(context);
    if (context.input_dtype(0) == DataType::kBool) return reduce_step<Truth>(std::move(geometry));
    Step step;
    dispatch(context.input_dtype(0), NumericTypes{},
             [&]<class T>() { step = reduce_step<Op<T>>(std::move(geometry)); });
    return step;
  }
};

}  // namespace

void register_reduce(KernelRegistry& kernels) {
  const auto add = [&](const char* name, KernelFactory create) {
    kernels.add({.op_type = name, .versions = since(1), .create = std::move(create), .plan_inputs = {1}});
  };
  add("ReduceSum", make_kernel<ReduceNumbers<Sum>>);
  add("ReduceMean", make_kernel<ReduceNumbers<Mean>>);
  add("ReduceProd", make_kernel<ReduceNumbers<Prod>>);
  add("ReduceMax", make_kernel<ReduceExtremum<Max, Any>>);
  add("ReduceMin", make_kernel<ReduceExtremum<Min, All>>);
}

}  // namespace ort::cpu
