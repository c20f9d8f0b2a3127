#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/device/elementwise.h"
#include "providers/cuda/device/integer_bits.h"
#include "providers/cuda/device/type_sets.h"
#include "providers/cuda/families.h"

namespace ort::cuda {
namespace {

struct IsEqual {
  template <class C>
  __device__ uint8_t operator()(C a, C b) const {
    return a == b;
  }
};

/// Elements of bool tensors are bytes: everything but zero is true.
struct HaveSameTruth {
  __device__ uint8_t operator()(uint8_t a, uint8_t b) const { return (a != 0) == (b != 0); }
};

/// Equal, all versions.
class Equal final : public Kernel {
 public:
  explicit Equal(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    const DataType dtype = context.input_dtype(0);
    const StridedSpace<2> space = broadcast_of_two(context);
    if (dtype == DataType::kBool) {
      return broadcast_step<uint8_t, uint8_t, uint8_t>(context, space, HaveSameTruth{});
    }
    Step step;
    const auto compare = [&]<class T>() { step = broadcast_step<T, T, uint8_t>(context, space, IsEqual{}); };
    if (kFloats.contains(dtype)) {
      dispatch(dtype, FloatTypes{}, compare);
    } else {
      dispatch_bits(dtype, compare);
    }
    return step;
  }
};

}  // namespace

void register_comparison(KernelRegistry& kernels) {
  kernels.add({.op_type = "Equal",
               .versions = since(1),
               .create = make_kernel<Equal>,
               .types = {{"T", kFloats | kIntegers | kBool}}});
}

}  // namespace ort::cuda
