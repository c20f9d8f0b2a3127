#include <array>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "libort/core/checked_math.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/conv_variants.h"
#include "providers/cpu/families.h"

namespace ort::cpu {

template <class T>
std::span<const ConvVariant<T>> conv_variants() {
  if constexpr (std::is_same_v<T, Compute<T>>) {
    static const std::array<ConvVariant<T>, 4> kVariants{depthwise_conv<T>(), pointwise_conv<T>(), im2col_conv<T>(),
                                                         reference_conv<T>()};
    return kVariants;
  } else {
    static const std::array<ConvVariant<T>, 3> kVariants{depthwise_conv<T>(), im2col_conv<T>(), reference_conv<T>()};
    return kVariants;
  }
}

template std::span<const ConvVariant<float>> conv_variants();
template std::span<const ConvVariant<double>> conv_variants();
template std::span<const ConvVariant<Float16>> conv_variants();
template std::span<const ConvVariant<BFloat16>> conv_variants();

namespace {

constexpr int64_t kConversionGrain = 16384;

template <class T>
const ConvVariant<T>& choose(const ConvGeometry& geometry) {
  for (const ConvVariant<T>& variant : conv_variants<T>()) {
    if (variant.accepts(geometry)) return variant;
  }
  return conv_variants<T>().back();
}

ConvGeometry conv_geometry(const PlanContext& context) {
  portable::ConvShape shape = portable::conv_shape(context);
  return {Window(std::move(shape.axes)), shape.batch, shape.groups, shape.channels, shape.filters};
}

/// Weights in the type that kernels compute in, when that is another one than their own.
template <class T>
void convert_weights(const RunContext& run, const T* from, Compute<T>* to, int64_t count) {
  run.parallel_for(count, kConversionGrain,
                   [&](int64_t begin, int64_t end) { widen(from + begin, to + begin, end - begin); });
}

/// Conv, and FusedConv: Y = activation(Conv(X, W, B) + Z).
class Conv final : public Kernel {
 public:
  explicit Conv(const KernelInfo& info) {
    if (const auto* name = info.find<std::string>("activation")) {
      const auto* parameters = info.find<std::vector<float>>("activation_params");
      activation_ = ActivationFunction(*name, parameters == nullptr ? std::vector<float>{} : *parameters);
    }
    const Tensor* weights = info.constant(1);
    if (weights == nullptr) return;
    dispatch(weights->dtype(), FloatTypes{}, [&]<class T>() {
      if constexpr (!std::is_same_v<T, Compute<T>>) {
        weights_ = Tensor(DataType::kFloat, weights->shape());
        widen(weights->as<T>().data(), weights_.as<float>().data(), weights->elements());
        packed_ = true;
      }
    });
  }

  Step plan(const PlanContext& context) const override {
    Step step;
    dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() { step = plan_typed<T>(context); });
    return step;
  }

 private:
  template <class T>
  Step plan_typed(const PlanContext& context) const {
    const auto geometry = std::make_shared<const ConvGeometry>(conv_geometry(context));
    const ConvVariant<T> variant = choose<T>(*geometry);
    const ConvSchedule schedule = variant.schedule(*geometry, context.threads());
    const int64_t weight_count = context.input_shape(1).elements();
    const bool convert = !std::is_same_v<T, Compute<T>> && !packed_;
    const std::size_t weight_bytes =
        convert ? checked_align(static_cast<std::size_t>(weight_count) * sizeof(Compute<T>), 64) : 0;
    Step step;
    step.variant = variant.name;
    step.workspace = checked_add(weight_bytes, schedule.workspace());
    step.run = [=, packed = weights_, activation = activation_, has_bias = context.has_input(2),
                has_addend = context.has_input(3)](const RunContext& run) {
      ConvOperands<T> operands;
      operands.x = run.input(0).as<T>().data();
      if (convert) {
        auto* weights = reinterpret_cast<Compute<T>*>(run.workspace());
        convert_weights(run, run.input(1).as<T>().data(), weights, weight_count);
        operands.w = weights;
      } else if constexpr (std::is_same_v<T, Compute<T>>) {
        operands.w = run.input(1).as<T>().data();
      } else {
        operands.w = packed.template as<float>().data();
      }
      if (has_bias) operands.bias = run.input(2).as<T>().data();
      if (has_addend) operands.addend = run.input(3).as<T>().data();
      operands.y = run.output(0).as<T>().data();
      variant.run(*geometry, schedule, activation, run, run.workspace() + weight_bytes, operands);
    };
    return step;
  }

  ActivationFunction activation_;
  bool packed_ = false;
  Tensor weights_;  ///< constant weights as float, where they are float16 or bfloat16
};

}  // namespace

void register_conv(KernelRegistry& kernels) {
  kernels.add({"Conv", since(1), make_kernel<Conv>});
  kernels.add({.op_type = "FusedConv", .versions = since(1), .create = make_kernel<Conv>, .domain = "com.microsoft"});
}

}  // namespace ort::cpu
