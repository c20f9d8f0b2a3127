#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libort/core/checked_math.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/convolution_steps.h"
#include "providers/cuda/cuda_provider.h"
#include "providers/cuda/device/convolution.h"
#include "providers/cuda/device/type_sets.h"
#include "providers/cuda/families.h"
#include "providers/cuda/library_workspace.h"
#include "providers/portable/window_axes.h"

namespace ort::cuda {
namespace {

using portable::ConvShape;
using portable::WindowAxis;

bool has_equal_sides(const std::vector<WindowAxis>& axes) {
  return std::all_of(axes.begin(), axes.end(), [](const WindowAxis& axis) { return axis.pad_begin == axis.pad_end; });
}

/// The same problem on X with its padding around it.
void pad(Convolution& problem, const std::vector<WindowAxis>& axes) {
  const std::vector<WindowAxis> padded = portable::padded_axes(axes);
  for (std::size_t i = 0; i < padded.size(); ++i) problem.x[i + 2] = padded[i].input;
  problem.pads.assign(padded.size(), 0);
}

std::string_view variant_of(bool pads_first, bool end_follows) {
  if (pads_first) return end_follows ? "padded, cudnn, then the rest" : "padded, cudnn";
  return end_follows ? "cudnn, then the rest" : "cudnn";
}

DirectConvolution direct_problem(const PlanContext& context, const ConvShape& shape) {
  DirectConvolution conv;
  conv.window = window_space(shape.axes);
  conv.groups = shape.groups;
  conv.channels = shape.channels;
  conv.filters = shape.filters;
  conv.x_plane = plane_size(context.input_shape(0));
  conv.y_plane = plane_size(context.output_shape(0));
  conv.channel_step = plane_size(context.input_shape(1));
  conv.filter_step = conv.channels * conv.channel_step;
  conv.group_step = conv.filters * conv.filter_step;
  return conv;
}

/// Conv, and FusedConv: Y = activation(Conv(X, W, B) + Z).
class Conv final : public Kernel {
 public:
  explicit Conv(const KernelInfo& info) : provider_(provider_of(info)) {
    const auto* name = info.find<std::string>("activation");
    if (name == nullptr) return;
    const auto* parameters = info.find<std::vector<float>>("activation_params");
    activation_ = activation_function(*name, parameters == nullptr ? std::vector<float>{} : *parameters);
  }

  Step plan(const PlanContext& context) const override {
    const ConvShape shape = portable::conv_shape(context);
    const int64_t count = context.output_shape(0).elements();
    const bool has_sums = context.input_shape(0).elements() > 0 && context.input_shape(1).elements() > 0;
    Step step;
    dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() {
      step = direct_step<T>(context, shape);
      if (count > 0 && has_sums) step = where_aligned(library_step<T>(context, shape), std::move(step));
    });
    return step;
  }

 private:
  template <class T>
  static ConvolutionAddends<T> addends_of(const RunContext& run, int64_t channels, int64_t y_plane) {
    const auto optional = [&](int input) { return run.has_input(input) ? run.input(input).as<T>().data() : nullptr; };
    return {optional(2), optional(3), channels, y_plane};
  }

  template <class T>
  Step direct_step(const PlanContext& context, const ConvShape& shape) const {
    Step step;
    step.variant = "direct";
    step.run = [conv = direct_problem(context, shape), activation = activation_,
                count = context.output_shape(0).elements()](const RunContext& run) {
      launch_flat(direct_convolution_kernel<T, TowardsInput>, count, stream_of(run).get(), run.input(0).as<T>().data(),
                  run.input(1).as<T>().data(), run.output(0).as<T>().data(), count, conv,
                  addends_of<T>(run, conv.groups * conv.filters, conv.y_plane), activation);
    };
    return step;
  }

  /// A step without `run` when the library has no engine. Bias, addend and Relu are the library's where it takes all
  /// that the node has.
  template <class T>
  Step library_step(const PlanContext& context, const ConvShape& shape) const {
    Convolution problem = convolution_problem(Convolution::Kind::kForward, context, shape);
    const bool pads_first = !has_equal_sides(shape.axes);
    if (pads_first) pad(problem, shape.axes);
    const bool is_relu = activation_.kind == ActivationFunction::Kind::kRelu;
    const bool ends = context.has_input(2) || context.has_input(3) || !is_identity();
    std::shared_ptr<const PlannedConvolution> convolution;
    if (ends && (is_relu || is_identity())) {
      Convolution fused = problem;
      fused.bias = context.has_input(2);
      fused.addend = context.has_input(3);
      fused.relu = is_relu;
      convolution = provider_.dnn().plan(fused);
    }
    const bool end_follows = ends && !convolution;
    if (!convolution) convolution = provider_.dnn().plan(problem);
    if (!convolution) return {};

    const int64_t padded_count = pads_first ? checked_elements(problem.x) : 0;
    const std::size_t padded_bytes = checked_align(buffer_bytes(problem.dtype, padded_count), kLibraryAlignment);
    Step step;
    step.variant = variant_of(pads_first, end_follows);
    step.workspace = checked_add(padded_bytes, convolution->workspace());
    step.run = [=, activation = activation_, window = window_space(shape.axes),
                count = context.output_shape(0).elements(), channels = shape.groups * shape.filters,
                y_plane = plane_size(context.output_shape(0))](const RunContext& run) {
      const cudaStream_t stream = stream_of(run).get();
      ConvolutionPointers pointers{.x = run.input(0).data(), .w = run.input(1).data(), .y = run.output(0).data()};
      if (padded_count > 0) {
        T* padded = reinterpret_cast<T*>(run.workspace());
        launch_flat(pad_kernel<T>, padded_count, stream, run.input(0).as<T>().data(), padded, padded_count, window);
        pointers.x = padded;
      }
      const ConvolutionAddends<T> addends = addends_of<T>(run, channels, y_plane);
      if (!end_follows) {
        pointers.bias = addends.bias;
        pointers.addend = addends.addend;
      }
      convolution->run(stream, pointers, run.workspace() + padded_bytes);
      if (end_follows)
        launch_flat(end_convolution_kernel<T>, count, stream, run.output(0).as<T>().data(), count, addends, activation);
    };
    return step;
  }

  bool is_identity() const { return activation_.kind == ActivationFunction::Kind::kIdentity; }

  const CudaProvider& provider_;
  ActivationFunction activation_;
};

}  // namespace

void register_conv(KernelRegistry& kernels) {
  kernels.add({.op_type = "Conv", .versions = since(1), .create = make_kernel<Conv>, .types = {{"T", kFloats}}});
  kernels.add({.op_type = "FusedConv",
               .versions = since(1),
               .create = make_kernel<Conv>,
               .types = {{"T", kFloats}},
               .domain = "com.microsoft"});
}

}  // namespace ort::cuda
