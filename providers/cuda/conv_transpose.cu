#include <algorithm>
#include <memory>

#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/convolution_steps.h"
#include "providers/cuda/cuda_provider.h"
#include "providers/cuda/device/convolution.h"
#include "providers/cuda/device/type_sets.h"
#include "providers/cuda/families.h"
#include "providers/portable/window_axes.h"

namespace ort::cuda {
namespace {

using portable::ConvShape;
using portable::WindowAxis;

/// Whether X is what a convolution of Y with these windows makes, with the same padding on both sides: then the library
/// can compute Y as the gradient of that convolution.
bool is_gradient(const WindowAxis& axis) {
  if (axis.pad_begin < 0 || axis.pad_begin != axis.pad_end) return false;
  const int64_t room = axis.input + 2 * axis.pad_begin - ((axis.kernel - 1) * axis.dilation + 1);
  return room >= 0 && room / axis.stride + 1 == axis.output;
}

DirectConvolution direct_problem(const PlanContext& context, const ConvShape& shape) {
  DirectConvolution conv;
  conv.window = window_space(shape.axes);
  conv.groups = shape.groups;
  conv.channels = shape.channels;
  conv.filters = shape.filters;
  conv.x_plane = plane_size(context.input_shape(0));
  conv.y_plane = plane_size(context.output_shape(0));
  conv.filter_step = plane_size(context.input_shape(1));
  conv.channel_step = conv.filters * conv.filter_step;
  conv.group_step = conv.channels * conv.channel_step;
  return conv;
}

/// ConvTranspose, all versions.
class ConvTranspose final : public Kernel {
 public:
  explicit ConvTranspose(const KernelInfo& info) : provider_(provider_of(info)) {}

  Step plan(const PlanContext& context) const override {
    const ConvShape shape = portable::conv_transpose_shape(context);
    const bool has_elements = context.output_shape(0).elements() > 0 && context.input_shape(0).elements() > 0 &&
                              context.input_shape(1).elements() > 0;
    Step step;
    dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() {
      step = direct_step<T>(context, shape);
      if (has_elements && std::all_of(shape.axes.begin(), shape.axes.end(), is_gradient))
        step = where_aligned(library_step<T>(context, shape), std::move(step));
    });
    return step;
  }

 private:
  template <class T>
  static ConvolutionAddends<T> addends_of(const RunContext& run, int64_t channels, int64_t y_plane) {
    return {run.has_input(2) ? run.input(2).as<T>().data() : nullptr, nullptr, channels, y_plane};
  }

  template <class T>
  static Step direct_step(const PlanContext& context, const ConvShape& shape) {
    Step step;
    step.variant = "direct";
    step.run = [conv = direct_problem(context, shape),
                count = context.output_shape(0).elements()](const RunContext& run) {
      launch_flat(direct_convolution_kernel<T, TowardsOutput>, count, stream_of(run).get(), run.input(0).as<T>().data(),
                  run.input(1).as<T>().data(), run.output(0).as<T>().data(), count, conv,
                  addends_of<T>(run, conv.groups * conv.filters, conv.y_plane), ActivationFunction{});
    };
    return step;
  }

  /// A step without `run` when the library has no engine.
  template <class T>
  Step library_step(const PlanContext& context, const ConvShape& shape) const {
    const std::shared_ptr<const PlannedConvolution> convolution =
        provider_.dnn().plan(convolution_problem(Convolution::Kind::kTransposed, context, shape));
    if (!convolution) return {};
    Step step;
    step.variant = "cudnn";
    step.workspace = convolution->workspace();
    step.run = [convolution, count = context.output_shape(0).elements(), channels = shape.groups * shape.filters,
                y_plane = plane_size(context.output_shape(0))](const RunContext& run) {
      const cudaStream_t stream = stream_of(run).get();
      convolution->run(stream,
                       {.x = run.input(0).data(),
                        .w = run.input(1).data(),
                        .bias = nullptr,
                        .addend = nullptr,
                        .y = run.output(0).data()},
                       run.workspace());
      if (run.has_input(2)) {
        launch_flat(end_convolution_kernel<T>, count, stream, run.output(0).as<T>().data(), count,
                    addends_of<T>(run, channels, y_plane), ActivationFunction{});
      }
    };
    return step;
  }

  const CudaProvider& provider_;
};

}  // namespace

void register_conv_transpose(KernelRegistry& kernels) {
  kernels.add({.op_type = "ConvTranspose",
               .versions = since(1),
               .create = make_kernel<ConvTranspose>,
               .types = {{"T", kFloats}}});
}

}  // namespace ort::cuda
