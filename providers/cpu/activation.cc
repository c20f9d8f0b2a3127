#include <array>
#include <limits>
#include <string>
#include <vector>

#include "libort/core/fail.h"
#include "libort/core/type_dispatch.h"
#include "libort/core/wrapping.h"
#include "libort/ops/broadcast.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/activation_function.h"
#include "providers/cpu/broadcast.h"
#include "providers/cpu/elementwise.h"
#include "providers/cpu/families.h"

namespace ort::cpu {
namespace {

/// The parameters that the node has, in the order in which ActivationFunction takes them.
std::vector<float> activation_parameters(const KernelInfo& info) {
  std::vector<float> parameters;
  for (const char* name : {"alpha", "beta", "gamma"}) {
    if (const float* value = info.find<float>(name)) parameters.push_back(*value);
  }
  return parameters;
}

Step activation_step(const PlanContext& context, const ActivationFunction& function) {
  const int64_t grain = function.is_costly() ? kCostlyElementGrain : kElementGrain;
  Step step;
  dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() {
    step = map_step<T, T>(context, grain, [function](std::span<const T> x, std::span<T> y) { function.apply(x, y); });
  });
  return step;
}

/// Sigmoid, Tanh, LeakyRelu, HardSigmoid, HardSwish, Elu, Selu and Softplus, all versions.
class Activation final : public Kernel {
 public:
  explicit Activation(const KernelInfo& info) : function_(info.node().op_type, activation_parameters(info)) {}

  Step plan(const PlanContext& context) const override { return activation_step(context, function_); }

 private:
  ActivationFunction function_;
};

/// Relu, all versions; integers since version 14.
class Relu final : public Kernel {
 public:
  explicit Relu(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    Step step;
    using RealTypes = Types<float, double, Float16, BFloat16, int8_t, int16_t, int32_t, int64_t>;
    dispatch(context.input_dtype(0), RealTypes{}, [&]<class T>() {
      using C = Compute<T>;
      step = map_step<T, T>(context, kElementGrain, [](std::span<const T> x, std::span<T> y) {
        map_elements(x, y, [](C v) { return v < C(0) ? C(0) : v; });
      });
    });
    return step;
  }
};

/// Clip with the limits as attributes: versions 1 and 6.
class ClipByAttributes final : public Kernel {
 public:
  explicit ClipByAttributes(const KernelInfo& info) : function_("Clip", limits(info)) {}

  Step plan(const PlanContext& context) const override { return activation_step(context, function_); }

 private:
  static std::array<float, 2> limits(const KernelInfo& info) {
    const float* min = info.find<float>("min");
    const float* max = info.find<float>("max");
    constexpr float kMax = std::numeric_limits<float>::max();
    return {min == nullptr ? -kMax : *min, max == nullptr ? kMax : *max};
  }

  ActivationFunction function_;
};

template <class T>
Compute<T> limit(const RunContext& run, int input, Compute<T> absent) {
  if (!run.has_input(input)) return absent;
  const Tensor& tensor = run.input(input);
  if (tensor.elements() != 1) {
    fail_node(std::string(input == 1 ? "min" : "max") + " must be a scalar, but has shape " +
              tensor.shape().to_string());
  }
  return static_cast<Compute<T>>(tensor.as<T>()[0]);
}

/// Clip with the limits as inputs: since version 11.
class ClipByInputs final : public Kernel {
 public:
  explicit ClipByInputs(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    Step step;
    dispatch(context.input_dtype(0), NumericTypes{}, [&]<class T>() { step = clip_step<T>(context); });
    return step;
  }

 private:
  template <class T>
  static Step clip_step(const PlanContext& context) {
    using C = Compute<T>;
    using Limits = std::numeric_limits<C>;
    constexpr C kLowest = Limits::has_infinity ? -Limits::infinity() : Limits::lowest();
    constexpr C kHighest = Limits::has_infinity ? Limits::infinity() : Limits::max();
    const int64_t total = context.output_shape(0).elements();
    Step step;
    step.in_place = {{0, 0}};
    step.run = [total](const RunContext& run) {
      const C low = limit<T>(run, 1, kLowest);
      const C high = limit<T>(run, 2, kHighest);
      const T* x = run.input(0).as<T>().data();
      T* y = run.output(0).as<T>().data();
      run.parallel_for(total, kElementGrain, [&](int64_t begin, int64_t end) {
        const auto count = static_cast<std::size_t>(end - begin);
        map_elements(std::span<const T>(x + begin, count), std::span<T>(y + begin, count),
                     [=](C v) { return clamped(v, low, high); });
      });
    };
    return step;
  }
};

/// PRelu, all versions.
class PRelu final : public Kernel {
 public:
  explicit PRelu(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    Shape slope = context.input_shape(1);
    const int trailing_dims = prelu_trailing_dims(context.node(), context.input_shape(0).rank(), slope.rank());
    for (int i = 0; i < trailing_dims; ++i) slope.append(1);
    Broadcast<2> broadcast(context.output_shape(0), {context.input_shape(0), slope});
    Step step;
    using PReluTypes = Types<float, double, Float16, BFloat16, int32_t, int64_t, uint32_t, uint64_t>;
    dispatch(context.input_dtype(0), PReluTypes{}, [&]<class T>() {
      using C = Compute<T>;
      step = broadcast_step<T, T, T>(context, std::move(broadcast), kElementGrain,
                                     [](C x, C factor) { return x < C(0) ? wrapping_multiply(factor, x) : x; });
    });
    return step;
  }
};

}  // namespace

void register_activation(KernelRegistry& kernels) {
  for (const char* name : {"Sigmoid", "Tanh", "LeakyRelu", "HardSigmoid", "HardSwish", "Elu", "Selu", "Softplus"}) {
    kernels.add({.op_type = name, .versions = since(1), .create = make_kernel<Activation>});
  }
  kernels.add({.op_type = "Relu", .versions = since(1), .create = make_kernel<Relu>});
  kernels.add({.op_type = "Clip", .versions = between(1, 10), .create = make_kernel<ClipByAttributes>});
  kernels.add({.op_type = "Clip", .versions = since(11), .create = make_kernel<ClipByInputs>});
  kernels.add({.op_type = "PRelu", .versions = since(1), .create = make_kernel<PRelu>});
}

}  // namespace ort::cpu
