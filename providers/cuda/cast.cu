#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "libort/runtime/kernel_registry.h"
#include "libort/runtime/mover.h"
#include "providers/cuda/cuda_provider.h"
#include "providers/cuda/device/conversion.h"
#include "providers/cuda/device/launch.h"
#include "providers/cuda/families.h"

namespace ort::cuda {
namespace {

using CastTypes = Types<float, double, Float16, BFloat16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t,
                        uint32_t, uint64_t, bool>;

/// y[i] = x[i] as an element of type `to`. The type of x is compiled in, that of y is not: a kernel for each pair would
/// be ten times the code.
template <class From>
__global__ void cast_kernel(const Stored<From>* x, std::byte* y, int64_t count, DataType to) {
  for (int64_t i = flat_begin(); i < count; i += flat_step()) {
    const auto element = load(x[i]);
    with_number_type(to, [&]<class To>() {
      Stored<To>& target = reinterpret_cast<Stored<To>*>(y)[i];
      if constexpr (std::is_same_v<From, bool>) {
        target = converted<To>(static_cast<uint8_t>(element != 0));
      } else {
        target = converted<To>(element);
      }
    });
  }
}

/// Cast between numbers and bools of whole bytes, all versions.
class Cast final : public Kernel {
 public:
  explicit Cast(const KernelInfo& info) : mover_(*info.provider().mover()) {}

  Step plan(const PlanContext& context) const override {
    const DataType from = context.input_dtype(0);
    const DataType to = context.output_dtype(0);
    if (from == to) return mover_.same_elements(context);
    Step step;
    if (data_type_bits(from) == data_type_bits(to)) step.in_place = {{0, 0}};
    dispatch(from, CastTypes{}, [&]<class From>() {
      step.run = [to, count = context.output_shape(0).elements()](const RunContext& run) {
        launch_flat(cast_kernel<From>, count, stream_of(run).get(), run.input(0).as<Stored<From>>().data(),
                    run.output(0).data(), count, to);
      };
    });
    return step;
  }

 private:
  const Mover& mover_;
};

}  // namespace

void register_cast(KernelRegistry& kernels) {
  const TypeSet numbers = kNumericBf16 | kBool;
  kernels.add({.op_type = "Cast",
               .versions = since(1),
               .create = make_kernel<Cast>,
               .types = {{"T1", numbers}, {"T2", numbers}}});
}

}  // namespace ort::cuda
