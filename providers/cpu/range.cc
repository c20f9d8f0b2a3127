#include <cstdint>
#include <type_traits>

#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/elementwise.h"
#include "providers/cpu/families.h"
#include "providers/cpu/rounded.h"

namespace ort::cpu {
namespace {

/// start + i * delta: integers modulo their width, floats computed in C and rounded once.
template <class T, class C>
T range_element(C start, C delta, int64_t i) {
  if constexpr (std::is_integral_v<C>) {
    return static_cast<T>(static_cast<uint64_t>(start) + static_cast<uint64_t>(i) * static_cast<uint64_t>(delta));
  } else {
    return rounded<T>(start + static_cast<C>(i) * delta);
  }
}

template <class T, class C>
Step range_step(const PlanContext& context) {
  const auto number = [&](int i) { return static_cast<C>(static_cast<Compute<T>>(context.constant(i)->as<T>()[0])); };
  const int64_t total = context.output_shape(0).elements();
  Step step;
  step.run = [total, start = number(0), delta = number(2)](const RunContext& run) {
    T* y = run.output(0).as<T>().data();
    run.parallel_for(total, kElementGrain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) y[i] = range_element<T>(start, delta, i);
    });
  };
  return step;
}

/// Range, all versions.
class Range final : public Kernel {
 public:
  explicit Range(const KernelInfo& info) {
    const int64_t* stash_type = info.find<int64_t>("stash_type");
    stashes_double_ = stash_type != nullptr && *stash_type == static_cast<int64_t>(DataType::kDouble);
  }

  Step plan(const PlanContext& context) const override {
    Step step;
    using RangeTypes = Types<float, double, Float16, BFloat16, int16_t, int32_t, int64_t>;
    dispatch(context.output_dtype(0), RangeTypes{}, [&]<class T>() {
      if constexpr (std::is_same_v<T, Compute<T>>) {
        step = range_step<T, T>(context);
      } else {
        step = stashes_double_ ? range_step<T, double>(context) : range_step<T, float>(context);
      }
    });
    return step;
  }

 private:
  bool stashes_double_;
};

}  // namespace

void register_range(KernelRegistry& kernels) {
  kernels.add({.op_type = "Range", .versions = since(11), .create = make_kernel<Range>, .plan_inputs = {0, 1, 2}});
}

}  // namespace ort::cpu
