#include "libort/core/shape.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/families.h"
#include "providers/cuda/indexed_gather.h"
#include "providers/portable/moved_types.h"

namespace ort::cuda {
namespace {

/// Gather, all versions.
class Gather final : public Kernel {
 public:
  explicit Gather(const KernelInfo& info) : axis_(info.attribute<int64_t>("axis")) {}

  Step plan(const PlanContext& context) const override {
    const Shape& data = context.input_shape(0);
    return gather_step(context, gather_space(data, context.input_shape(1), normalize_axis(axis_, data.rank())));
  }

 private:
  int64_t axis_;
};

}  // namespace

void register_gather(KernelRegistry& kernels) {
  kernels.add({.op_type = "Gather",
               .versions = since(1),
               .create = make_kernel<Gather>,
               .types = {{"T", portable::kFixedSizeTensors}}});
}

}  // namespace ort::cuda
