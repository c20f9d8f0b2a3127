#include <limits>
#include <vector>

#include "libort/ops/broadcast.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/activation_function.h"
#include "providers/cuda/device/elementwise.h"
#include "providers/cuda/device/type_sets.h"
#include "providers/cuda/families.h"

namespace ort::cuda {
namespace {

Step activation_step(const PlanContext& context, const ActivationFunction& function) {
  Step step;
  dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() { step = map_step<T, T>(context, function); });
  return step;
}

/// Relu, Sigmoid, Tanh, LeakyRelu, HardSigmoid, HardSwish, Elu, Selu and Softplus, all versions.
class Activation final : public Kernel {
 public:
  explicit Activation(const KernelInfo& info) : function_(activation_function(info.node().op_type, parameters(info))) {}

  Step plan(const PlanContext& context) const override { return activation_step(context, function_); }

 private:
  static std::vector<float> parameters(const KernelInfo& info) {
    std::vector<float> list;
    for (const char* name : {"alpha", "beta", "gamma"}) {
      if (const float* value = info.find<float>(name)) list.push_back(*value);
    }
    return list;
  }

  ActivationFunction function_;
};

/// Clip with the limits as attributes: versions 1 and 6.
class ClipByAttributes final : public Kernel {
 public:
  explicit ClipByAttributes(const KernelInfo& info) : function_(activation_function("Clip", {})) {
    if (const float* min = info.find<float>("min")) function_.alpha = *min;
    if (const float* max = info.find<float>("max")) function_.beta = *max;
  }

  Step plan(const PlanContext& context) const override { return activation_step(context, function_); }

 private:
  ActivationFunction function_;
};

template <class T>
__global__ void clip_kernel(const T* x, const T* low, const T* high, T* y, int64_t count) {
  using C = Compute<T>;
  for (int64_t i = flat_begin(); i < count; i += flat_step()) {
    C value = load(x[i]);
    if (low != nullptr && value < load(*low)) value = load(*low);
    if (high != nullptr && value > load(*high)) value = load(*high);
    store(y[i], value);
  }
}

/// Clip with the limits as inputs: since version 11. They are read where they lie, on the device.
class ClipByInputs final : public Kernel {
 public:
  explicit ClipByInputs(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    for (const int input : {1, 2}) {
      if (context.has_input(input) && context.input_shape(input).elements() != 1) {
        fail_node(std::string(input == 1 ? "min" : "max") + " must be a scalar, but has shape " +
                  context.input_shape(input).to_string());
      }
    }
    Step step;
    dispatch(context.input_dtype(0), NumberTypes{}, [&]<class T>() {
      step.run = [count = context.output_shape(0).elements()](const RunContext& run) {
        const auto limit = [&](int input) { return run.has_input(input) ? run.input(input).as<T>().data() : nullptr; };
        launch_flat(clip_kernel<T>, count, stream_of(run).get(), run.input(0).as<T>().data(), limit(1), limit(2),
                    run.output(0).as<T>().data(), count);
      };
    });
    step.in_place = {{0, 0}};
    return step;
  }
};

struct ParametricRelu {
  template <class C>
  __device__ C operator()(C x, C slope) const {
    return x < C(0) ? slope * x : x;
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
    const auto space = broadcast_space<2>(context.output_shape(0), {context.input_shape(0), slope});
    Step step;
    dispatch(context.input_dtype(0), FloatTypes{},
             [&]<class T>() { step = broadcast_step<T, T, T>(context, space, ParametricRelu{}); });
    return step;
  }
};

}  // namespace

void register_activation(KernelRegistry& kernels) {
  for (const char* name :
       {"Relu", "Sigmoid", "Tanh", "LeakyRelu", "HardSigmoid", "HardSwish", "Elu", "Selu", "Softplus"}) {
    kernels.add({.op_type = name, .versions = since(1), .create = make_kernel<Activation>, .types = {{"T", kFloats}}});
  }
  kernels.add({.op_type = "Clip",
               .versions = between(1, 10),
               .create = make_kernel<ClipByAttributes>,
               .types = {{"T", kFloats}}});
  kernels.add(
      {.op_type = "Clip", .versions = since(11), .create = make_kernel<ClipByInputs>, .types = {{"T", kNumbers}}});
  kernels.add({.op_type = "PRelu", .versions = since(1), .create = make_kernel<PRelu>, .types = {{"T", kFloats}}});
}

}  // namespace ort::cuda
