#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/cuda_stream.h"
#include "providers/cuda/families.h"
#include "providers/cuda/fill.h"
#include "providers/portable/moved_types.h"

namespace ort::cuda {
namespace {

/// ConstantOfShape, all versions.
class ConstantOfShape final : public Kernel {
 public:
  explicit ConstantOfShape(const KernelInfo& info) {
    if (const Tensor* value = info.find<Tensor>("value")) {
      value_ = *value;
    } else {
      value_ = Tensor(DataType::kFloat, {});
      value_.as<float>()[0] = 0.0f;
    }
  }

  Step plan(const PlanContext&) const override {
    Step step;
    step.run = [value = value_](const RunContext& run) { fill(stream_of(run).get(), value, run.output(0)); };
    return step;
  }

 private:
  Tensor value_;
};

}  // namespace

void register_constant(KernelRegistry& kernels) {
  kernels.add({.op_type = "ConstantOfShape",
               .versions = since(9),
               .create = make_kernel<ConstantOfShape>,
               .types = portable::types_of("T2", portable::kFixedSizeTensors),
               .plan_inputs = {0}});
}

}  // namespace ort::cuda
