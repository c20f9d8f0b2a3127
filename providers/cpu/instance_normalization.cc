#include <algorithm>
#include <cmath>

#include "libort/core/checked_math.h"
#include "libort/core/type_dispatch.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/families.h"

namespace ort::cpu {
namespace {

constexpr int64_t kGrain = 16384;  ///< elements of a range

/// y = scale * (x - mean) / sqrt(variance + epsilon) + bias over one plane; sums are kept in double.
template <class T>
void normalize_plane(const T* x, T* y, int64_t count, double scale, double bias, double epsilon) {
  using C = Compute<T>;
  double sum = 0.0;
  for (int64_t i = 0; i < count; ++i) sum += static_cast<C>(x[i]);
  const double mean = sum / static_cast<double>(count);
  double squares = 0.0;
  for (int64_t i = 0; i < count; ++i) {
    const double distance = static_cast<C>(x[i]) - mean;
    squares += distance * distance;
  }
  const auto factor = static_cast<C>(scale / std::sqrt(squares / static_cast<double>(count) + epsilon));
  const auto center = static_cast<C>(mean);
  const auto shift = static_cast<C>(bias);
  for (int64_t i = 0; i < count; ++i) y[i] = static_cast<T>((static_cast<C>(x[i]) - center) * factor + shift);
}

class InstanceNormalization final : public Kernel {
 public:
  explicit InstanceNormalization(const KernelInfo& info) : epsilon_(info.attribute<float>("epsilon")) {}

  Step plan(const PlanContext& context) const override {
    const Shape& shape = context.input_shape(0);
    const int64_t channels = shape[1];
    const int64_t planes = checked_multiply(shape[0], channels);
    const int64_t count = shape.elements(2, shape.rank());
    const int64_t grain = std::max<int64_t>(1, kGrain / std::max<int64_t>(1, count));
    Step step;
    step.in_place = {{0, 0}};
    dispatch(context.input_dtype(0), FloatTypes{}, [&]<class T>() {
      step.run = [=, epsilon = epsilon_](const RunContext& run) {
        const T* x = run.input(0).as<T>().data();
        const auto scale = run.input(1).as<T>();
        const auto bias = run.input(2).as<T>();
        T* y = run.output(0).as<T>().data();
        run.parallel_for(planes, grain, [&](int64_t begin, int64_t end) {
          for (int64_t plane = begin; plane < end; ++plane) {
            const auto channel = static_cast<std::size_t>(plane % channels);
            normalize_plane(x + plane * count, y + plane * count, count, static_cast<Compute<T>>(scale[channel]),
                            static_cast<Compute<T>>(bias[channel]), epsilon);
          }
        });
      };
    });
    return step;
  }

 private:
  double epsilon_;
};

}  // namespace

void register_instance_normalization(KernelRegistry& kernels) {
  kernels.add({"InstanceNormalization", since(1), make_kernel<InstanceNormalization>});
}

}  // namespace ort::cpu
