#include <cstdint>
#include <type_traits>

#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/cuda_stream.h"
#include "providers/cuda/device/conversion.h"
#include "providers/cuda/device/launch.h"
#include "providers/cuda/device/type_sets.h"
#include "providers/cuda/families.h"

namespace ort::cuda {
namespace {

/// start + i * delta: integers modulo their width, floats computed in C and rounded once.
template <class T, class C>
__global__ void range_kernel(T* y, int64_t count, C start, C delta) {
  for (int64_t i = flat_begin(); i < count; i += flat_step()) {
    if constexpr (std::is_integral_v<C>) {
      y[i] = static_cast<T>(static_cast<uint64_t>(start) + static_cast<uint64_t>(i) * static_cast<uint64_t>(delta));
    } else {
      y[i] = converted<T>(start + static_cast<C>(i) * delta);
    }
  }
}

template <class T, class C>
Step range_step(const PlanContext& context) {
  const auto number = [&](int i) { return static_cast<C>(static_cast<Compute<T>>(context.constant(i)->as<T>()[0])); };
  Step step;
  step.run = [start = number(0), delta = number(2), count = context.output_shape(0).elements()](const RunContext& run) {
    launch_flat(range_kernel<T, C>, count, stream_of(run).get(), run.output(0).as<T>().data(), count, start, delta);
  };
  return step;
}

/// Range, all versions.
class Range final : public Kernel {
 public:
  explicit Range(const KernelInfo& info) {
    const int64_t* stash_type = info.find<int64_t>("stash_type");
    stashes_double_ = stash_type != nullptr && *stash_type == static_cast<int64_t>(DataType::kDouble);
  }

  Step plan(const PlanContext& context) const override {
    Step step;
    dispatch(context.output_dtype(0), NumberTypes{}, [&]<class T>() {
      if constexpr (std::is_same_v<T, Compute<T>>) {
        step = range_step<T, T>(context);
      } else {
        step = stashes_double_ ? range_step<T, double>(context) : range_step<T, float>(context);
      }
    });
    return step;
  }

 private:
  bool stashes_double_;
};

}  // namespace

void register_range(KernelRegistry& kernels) {
  kernels.add({.op_type = "Range",
               .versions = since(11),
               .create = make_kernel<Range>,
               .types = {{"T", kNumbers}},
               .plan_inputs = {0, 1, 2}});
}

}  // namespace ort::cuda
