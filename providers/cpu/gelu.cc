#include <cmath>
#include <numbers>
#include <string>

#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/elementwise.h"
#include "providers/cpu/families.h"

namespace ort::cpu {
namespace {

/// x times the normal distribution's share below x.
struct Gelu {
  template <class C>
  C operator()(C x) const {
    return C(0.5) * x * (C(1) + std::erf(x / std::numbers::sqrt2_v<C>));
  }
};

/// The approximation of Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016.
struct GeluTanh {
  template <class C>
  C operator()(C x) const {
    const C factor = std::numbers::sqrt2_v<C> * std::numbers::inv_sqrtpi_v<C>;
    return C(0.5) * x * (C(1) + std::tanh(factor * (x + C(0.044715) * x * x * x)));
  }
};

template <class Op>
Step gelu_step(const PlanContext& context) {
  Step step;
  dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() {
    step = map_step<T, T>(context, kCostlyElementGrain,
                          [](std::span<const T> x, std::span<T> y) { map_elements(x, y, Op{}); });
  });
  return step;
}

class GeluKernel final : public Kernel {
 public:
  explicit GeluKernel(const KernelInfo& info) : approximates_(info.attribute<std::string>("approximate") == "tanh") {}

  Step plan(const PlanContext& context) const override {
    return approximates_ ? gelu_step<GeluTanh>(context) : gelu_step<Gelu>(context);
  }

 private:
  bool approximates_;
};

}  // namespace

void register_gelu(KernelRegistry& kernels) {
  kernels.add({.op_type = "Gelu", .versions = since(20), .create = make_kernel<GeluKernel>});
}

}  // namespace ort::cpu
