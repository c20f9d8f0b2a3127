#include "libort/core/checked_math.h"
#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/cuda_stream.h"
#include "providers/cuda/device/element.h"
#include "providers/cuda/device/moments.h"
#include "providers/cuda/device/row_group.h"
#include "providers/cuda/device/type_sets.h"
#include "providers/cuda/families.h"

namespace ort::cuda {
namespace {

/// y = scale * (x - mean) / sqrt(variance + epsilon) + bias over each of `planes` planes of `count` elements. Threads
/// read and write their own elements only, so y may be x.
template <class T, class Group>
__global__ void normalize_planes_kernel(const T* x, const T* scale, const T* bias, T* y, int64_t planes,
                                        int64_t channels, int64_t count, double epsilon) {
  using C = Compute<T>;
  for (int64_t plane = Group::first_row(); plane < planes; plane += Group::row_step()) {
    const int64_t first = plane * count;
    const Moments found = moments<Group>(count, true, [&](int64_t i) { return double{load(x[first + i])}; });
    const int64_t channel = plane % channels;
    const C factor = static_cast<C>(load(scale[channel]) / sqrt(found.variance + epsilon));
    const C shift = load(bias[channel]);
    const C mean = static_cast<C>(found.mean);
    for (int64_t i = Group::own(); i < count; i += Group::kSize)
      store(y[first + i], (load(x[first + i]) - mean) * factor + shift);
  }
}

/// All versions.
class InstanceNormalization final : public Kernel {
 public:
  explicit InstanceNormalization(const KernelInfo& info) : epsilon_(info.attribute<float>("epsilon")) {}

  Step plan(const PlanContext& context) const override {
    const Shape& shape = context.input_shape(0);
    const int64_t channels = shape[1];
    const int64_t planes = checked_multiply(shape[0], channels);
    const int64_t count = shape.elements(2, shape.rank());
    Step step;
    step.in_place = {{0, 0}};
    dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() {
      dispatch_group(planes, count, false, [&]<class Group>() {
        step.run = [=, epsilon = epsilon_](const RunContext& run) {
          launch_rows<Group>(normalize_planes_kernel<T, Group>, planes, stream_of(run).get(),
                             run.input(0).as<T>().data(), run.input(1).as<T>().data(), run.input(2).as<T>().data(),
                             run.output(0).as<T>().data(), planes, channels, count, epsilon);
        };
      });
    });
    return step;
  }

 private:
  double epsilon_;
};

}  // namespace

void register_instance_normalization(KernelRegistry& kernels) {
  kernels.add({.op_type = "InstanceNormalization",
               .versions = since(1),
               .create = make_kernel<InstanceNormalization>,
               .types = {{"T", kFloats}}});
}

}  // namespace ort::cuda
