#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/cuda_stream.h"
#include "providers/cuda/device/element.h"
#include "providers/cuda/device/launch.h"
#include "providers/cuda/device/type_sets.h"
#include "providers/cuda/families.h"

namespace ort::cuda {
namespace {

/// Y = X / (bias + alpha / size * sum of the squares of `size` neighbouring channels) ^ beta.
struct Normalization {
  int64_t channels = 0;
  int64_t plane = 0;  ///< elements of a channel of one image
  int64_t before = 0;
  int64_t after = 0;
  double scale = 0.0;  ///< alpha / size
  double beta = 0.0;
  double bias = 0.0;
};

template <class T>
__global__ void lrn_kernel(const T* x, T* y, int64_t count, Normalization norm) {
  using C = Compute<T>;
  for (int64_t i = flat_begin(); i < count; i += flat_step()) {
    const int64_t channel = i / norm.plane % norm.channels;
    const int64_t before = channel < norm.before ? channel : norm.before;
    const int64_t rest = norm.channels - 1 - channel;
    const int64_t after = rest < norm.after ? rest : norm.after;
    C squares{};
    for (int64_t neighbour = -before; neighbour <= after; ++neighbour) {
      const C value = load(x[i + neighbour * norm.plane]);
      squares += value * value;
    }
    const C base = static_cast<C>(norm.bias) + static_cast<C>(norm.scale) * squares;
    store(y[i], load(x[i]) / static_cast<C>(pow(base, static_cast<C>(norm.beta))));
  }
}

/// All versions.
class Lrn final : public Kernel {
 public:
  explicit Lrn(const KernelInfo& info) {
    const int64_t size = info.attribute<int64_t>("size");
    norm_.before = (size - 1) / 2;
    norm_.after = size - 1 - norm_.before;
    norm_.scale = static_cast<double>(info.attribute<float>("alpha")) / static_cast<double>(size);
    norm_.beta = info.attribute<float>("beta");
    norm_.bias = info.attribute<float>("bias");
  }

  Step plan(const PlanContext& context) const override {
    const Shape& shape = context.input_shape(0);
    Normalization norm = norm_;
    norm.channels = shape[1];
    norm.plane = shape.elements(2, shape.rank());
    Step step;
    dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() {
      step.run = [norm, count = shape.elements()](const RunContext& run) {
        launch_flat(lrn_kernel<T>, count, stream_of(run).get(), run.input(0).as<T>().data(),
                    run.output(0).as<T>().data(), count, norm);
      };
    });
    return step;
  }

 private:
  Normalization norm_;
};

}  // namespace

void register_lrn(KernelRegistry& kernels) {
  kernels.add({.op_type = "LRN", .versions = since(1), .create = make_kernel<Lrn>, .types = {{"T", kFloats}}});
}

}  // namespace ort::cuda
