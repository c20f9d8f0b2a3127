#include "libort/core/shape.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/families.h"
#include "providers/cuda/indexed_gather.h"
#include "providers/portable/moved_types.h"

namespace ort::cuda {
namespace {

/// GatherElements, all versions.
class GatherElements final : public Kernel {
 public:
  explicit GatherElements(const KernelInfo& info) : axis_(info.attribute<int64_t>("axis")) {}

  Step plan(const PlanContext& context) const override {
    const Shape& data = context.input_shape(0);
    return gather_step(context, elements_space(data, context.input_shape(1), normalize_axis(axis_, data.rank())));
  }

 private:
  int64_t axis_;
};

/// GatherND, all versions.
class GatherNd final : public Kernel {
 public:
  explicit GatherNd(const KernelInfo& info) {
    const auto* batch_dims = info.find<int64_t>("batch_dims");
    batch_dims_ = batch_dims == nullptr ? 0 : static_cast<int>(*batch_dims);
  }

  Step plan(const PlanContext& context) const override {
    return gather_step(context, tuple_space(context.input_shape(0), context.input_shape(1), batch_dims_, true));
  }

 private:
  int batch_dims_ = 0;
};

}  // namespace

void register_gather_elements(KernelRegistry& kernels) {
  const auto types = portable::types_of("T", portable::kFixedSizeTensors);
  kernels.add(
      {.op_type = "GatherElements", .versions = since(11), .create = make_kernel<GatherElements>, .types = types});
  kernels.add({.op_type = "GatherND", .versions = since(11), .create = make_kernel<GatherNd>, .types = types});
}

}  // namespace ort::cuda
