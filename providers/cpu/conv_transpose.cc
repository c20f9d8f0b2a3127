#include <algorithm>
#include <memory>
#include <type_traits>
#include <utility>

#include "libort/core/checked_math.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/compute_copy.h"
#include "providers/cpu/conv_transpose_variants.h"
#include "providers/cpu/families.h"

namespace ort::cpu {
namespace {

constexpr int64_t kConversionGrain = 16384;

template <class T>
const ConvTransposeVariant<T>& choose(const ConvTransposeGeometry& geometry) {
  for (const ConvTransposeVariant<T>& variant : conv_transpose_variants<T>()) {
    if (variant.accepts(geometry)) return variant;
  }
  return conv_transpose_variants<T>().back();
}

ConvTransposeGeometry conv_transpose_geometry(const PlanContext& context) {
  portable::ConvShape shape = portable::conv_transpose_shape(context);
  return {Window(std::move(shape.axes)), shape.batch, shape.groups, shape.channels, shape.filters};
}

class ConvTranspose final : public Kernel {
 public:
  explicit ConvTranspose(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    Step step;
    dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() { step = plan_typed<T>(context); });
    return step;
  }

 private:
  template <class T>
  Step plan_typed(const PlanContext& context) const {
    const auto geometry = std::make_shared<const ConvTransposeGeometry>(conv_transpose_geometry(context));
    const ConvTransposeVariant<T>& variant = choose<T>(*geometry);
    const ConvTransposeSchedule schedule = variant.schedule(*geometry, context.threads());
    const int64_t weight_count = context.input_shape(1).elements();
    constexpr bool kConvert = !std::is_same_v<T, Compute<T>>;
    const std::size_t weight_bytes =
        kConvert ? checked_align(static_cast<std::size_t>(weight_count) * sizeof(Compute<T>), 64) : 0;
    Step step;
    step.variant = variant.name;
    step.workspace = checked_add(weight_bytes, schedule.workspace());
    step.run = [=, run_variant = variant.run, has_bias = context.has_input(2)](const RunContext& run) {
      ConvTransposeOperands<T> operands;
      operands.x = run.input(0).as<T>().data();
      if constexpr (kConvert) {
        auto* weights = reinterpret_cast<Compute<T>*>(run.workspace());
        const T* from = run.input(1).as<T>().data();
        run.parallel_for(weight_count, kConversionGrain,
                         [&](int64_t begin, int64_t end) { widen(from + begin, weights + begin, end - begin); });
        operands.w = weights;
      } else {
        operands.w = run.input(1).as<T>().data();
      }
      if (has_bias) operands.bias = run.input(2).as<T>().data();
      operands.y = run.output(0).as<T>().data();
      run_variant(*geometry, schedule, run, run.workspace() + weight_bytes, operands);
    };
    return step;
  }
};

}  // namespace

void register_conv_transpose(KernelRegistry& kernels) {
  kernels.add({"ConvTranspose", since(1), make_kernel<ConvTranspose>});
}

}  // namespace ort::cpu
