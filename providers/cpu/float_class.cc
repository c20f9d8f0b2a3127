#include <array>
#include <cmath>
#include <cstdint>

#include "libort/core/float_types.h"
#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/elementwise.h"
#include "providers/cpu/families.h"

namespace ort::cpu {
namespace {

/// Step whose bool output says of each element of a floating-point input whether `holds` for it. 8-bit floats look the
/// answer up.
template <class Predicate>
Step predicate_step(const PlanContext& context, Predicate holds) {
  const DataType dtype = context.input_dtype(0);
  if (kFloat8.contains(dtype)) {
    std::array<uint8_t, 256> answers;
    for (std::size_t code = 0; code < answers.size(); ++code) answers[code] = holds(small_float_values(dtype)[code]);
    return map_step<uint8_t, uint8_t>(context, kElementGrain,
                                      [answers](std::span<const uint8_t> x, std::span<uint8_t> y) {
                                        for (std::size_t i = 0; i < y.size(); ++i) y[i] = answers[x[i]];
                                      });
  }
  Step step;
  dispatch(dtype, FloatTypes{}, [&]<class T>() {
    step = map_step<T, uint8_t>(context, kElementGrain, [holds](std::span<const T> x, std::span<uint8_t> y) {
      map_elements(x, y, [&](Compute<T> v) -> uint8_t { return holds(v); });
    });
  });
  return step;
}

/// IsNaN, all versions.
class IsNaN final : public Kernel {
 public:
  explicit IsNaN(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    return predicate_step(context, [](auto x) { return x != x; });
  }
};

/// IsInf, all versions.
class IsInf final : public Kernel {
 public:
  explicit IsInf(const KernelInfo& info)
      : negative_(info.attribute<int64_t>("detect_negative") != 0),
        positive_(info.attribute<int64_t>("detect_positive") != 0) {}

  Step plan(const PlanContext& context) const override {
    return predicate_step(context, [negative = negative_, positive = positive_](auto x) {
      return std::isinf(x) && (std::signbit(x) ? negative : positive);
    });
  }

 private:
  bool negative_;
  bool positive_;
};

}  // namespace

void register_float_class(KernelRegistry& kernels) {
  kernels.add({.op_type = "IsNaN", .versions = since(9), .create = make_kernel<IsNaN>});
  kernels.add({.op_type = "IsInf", .versions = since(10), .create = make_kernel<IsInf>});
}

}  // namespace ort::cpu
