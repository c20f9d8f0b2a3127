#include <cstdint>
#include <limits>

#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/device/elementwise.h"
#include "providers/cuda/device/type_sets.h"
#include "providers/cuda/families.h"

namespace ort::cuda {
namespace {

/// Step whose bool output says of each element whether `holds` for it.
template <class Predicate>
Step predicate_step(const PlanContext& context, Predicate holds) {
  Step step;
  dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() { step = map_step<T, uint8_t>(context, holds); });
  return step;
}

struct NotANumber {
  template <class C>
  __device__ uint8_t operator()(C x) const {
    return x != x;
  }
};

/// IsNaN, all versions.
class IsNaN final : public Kernel {
 public:
  explicit IsNaN(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override { return predicate_step(context, NotANumber{}); }
};

/// One of the infinities that were asked for.
struct Infinite {
  uint8_t negative;
  uint8_t positive;

  template <class C>
  __device__ uint8_t operator()(C x) const {
    constexpr C kInfinity = std::numeric_limits<C>::infinity();
    return (negative != 0 && x == -kInfinity) || (positive != 0 && x == kInfinity);
  }
};

/// IsInf, all versions.
class IsInf final : public Kernel {
 public:
  explicit IsInf(const KernelInfo& info)
      : wanted_{info.attribute<int64_t>("detect_negative") != 0, info.attribute<int64_t>("detect_positive") != 0} {}

  Step plan(const PlanContext& context) const override { return predicate_step(context, wanted_); }

 private:
  Infinite wanted_;
};

}  // namespace

void register_float_class(KernelRegistry& kernels) {
  kernels.add({.op_type = "IsNaN", .versions = since(9), .create = make_kernel<IsNaN>, .types = {{"T1", kFloats}}});
  kernels.add({.op_type = "IsInf", .versions = since(10), .create = make_kernel<IsInf>, .types = {{"T1", kFloats}}});
}

}  // namespace ort::cuda
