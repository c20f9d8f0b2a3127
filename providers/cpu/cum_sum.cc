#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "libort/core/fail.h"
#include "libort/core/type_dispatch.h"
#include "libort/core/wrapping.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/families.h"
#include "providers/cpu/lanes.h"

namespace ort::cpu {
namespace {

constexpr int64_t kGrain = 16384;  ///< elements of a range
constexpr int64_t kColumns = 64;   ///< neighbours that are accumulated side by side

/// Accumulates along the middle axis of [outer, length, inner].
struct Axis {
  int64_t outer = 1;
  int64_t length = 1;
  int64_t inner = 1;
};

struct Sum {
  static constexpr int kIdentity = 0;
  template <class C>
  C operator()(C a, C b) const {
    return wrapping_add(a, b);
  }
};

struct Product {
  static constexpr int kIdentity = 1;
  template <class C>
  C operator()(C a, C b) const {
    return wrapping_multiply(a, b);
  }
};

/// `count` neighbouring columns of `length` elements that are `stride` apart, which is negative for the way back. With
/// `exclusive` an element is left out of its own result. `x` and `y` are the same memory or do not overlap.
template <class Op, class T>
void accumulate(const T* x, T* y, int64_t length, int64_t stride, int64_t count, bool exclusive) {
  using C = Compute<T>;
  std::array<C, kColumns> totals;
  totals.fill(static_cast<C>(Op::kIdentity));
  const auto columns = static_cast<std::size_t>(count);
  for (int64_t i = 0; i < length; ++i) {
    const T* from = x + i * stride;
    T* to = y + i * stride;
    for (std::size_t j = 0; j < columns; ++j) {
      const C before = totals[j];
      totals[j] = Op{}(before, static_cast<C>(from[j]));
      to[j] = static_cast<T>(exclusive ? before : totals[j]);
    }
  }
}

template <class Op>
class Cumulation final : public Kernel {
 public:
  explicit Cumulation(const KernelInfo& info)
      : exclusive_(info.attribute<int64_t>("exclusive") != 0), reverse_(info.attribute<int64_t>("reverse") != 0) {}

  Step plan(const PlanContext& context) const override {
    const Shape& shape = context.input_shape(0);
    const int at = normalize_axis(integers_of(*context.constant(1)).at(0), shape.rank());
    const Axis axis{shape.elements(0, at), shape[at], shape.elements(at + 1, shape.rank())};
    Step step;
    step.in_place = {{0, 0}};
    using CumulationTypes = Types<float, double, Float16, BFloat16, int32_t, int64_t, uint32_t, uint64_t>;
    dispatch(context.input_dtype(0), CumulationTypes{}, [&]<class T>() {
      step.run = [axis, exclusive = exclusive_, reverse = reverse_](const RunContext& run) {
        accumulate_all<T>(run, axis, exclusive, reverse);
      };
    });
    return step;
  }

 private:
  template <class T>
  static void accumulate_all(const RunContext& run, const Axis& axis, bool exclusive, bool reverse) {
    const T* x = run.input(0).as<T>().data();
    T* y = run.output(0).as<T>().data();
    if (axis.length == 0) return;
    const int64_t blocks = parts_of(axis.inner, kColumns);
    const int64_t grain = std::max<int64_t>(1, kGrain / axis.length / std::clamp<int64_t>(axis.inner, 1, kColumns));
    const int64_t start = reverse ? (axis.length - 1) * axis.inner : 0;
    run.parallel_for(axis.outer * blocks, grain, [&](int64_t begin, int64_t end) {
      for (int64_t block = begin; block < end; ++block) {
        const int64_t column = block % blocks * kColumns;
        const int64_t offset = block / blocks * axis.length * axis.inner + start + column;
        accumulate<Op>(x + offset, y + offset, axis.length, reverse ? -axis.inner : axis.inner,
                       std::min(kColumns, axis.inner - column), exclusive);
      }
    });
  }

  bool exclusive_;
  bool reverse_;
};

}  // namespace

void register_cum_sum(KernelRegistry& kernels) {
  kernels.add({.op_type = "CumSum", .versions = since(11), .create = make_kernel<Cumulation<Sum>>, .plan_inputs = {1}});
  kernels.add(
      {.op_type = "CumProd", .versions = since(26), .create = make_kernel<Cumulation<Product>>, .plan_inputs = {1}});
}

}  // namespace ort::cpu
