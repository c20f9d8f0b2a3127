#include <cmath>
#include <numbers>
#include <string>

#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/device/elementwise.h"
#include "providers/cuda/device/type_sets.h"
#include "providers/cuda/families.h"

namespace ort::cuda {
namespace {

/// x times the normal distribution's share below x.
struct ExactGelu {
  template <class C>
  __device__ C operator()(C x) const {
    return C(0.5) * x * (C(1) + std::erf(x * C(std::numbers::sqrt2 / 2)));
  }
};

/// The approximation of Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016.
struct TanhGelu {
  template <class C>
  __device__ C operator()(C x) const {
    const C factor = C(std::numbers::sqrt2 * std::numbers::inv_sqrtpi);
    return C(0.5) * x * (C(1) + std::tanh(factor * (x + C(0.044715) * x * x * x)));
  }
};

class Gelu final : public Kernel {
 public:
  explicit Gelu(const KernelInfo& info) : approximates_(info.attribute<std::string>("approximate") == "tanh") {}

  Step plan(const PlanContext& context) const override {
    Step step;
    dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() {
      step = approximates_ ? map_step<T, T>(context, TanhGelu{}) : map_step<T, T>(context, ExactGelu{});
    });
    return step;
  }

 private:
  bool approximates_;
};

}  // namespace

void register_gelu(KernelRegistry& kernels) {
  kernels.add({.op_type = "Gelu", .versions = since(20), .create = make_kernel<Gelu>, .types = {{"T", kFloats}}});
}

}  // namespace ort::cuda
