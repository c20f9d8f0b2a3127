#include "libort/runtime/kernel_registry.h"
#include "providers/portable/families.h"
#include "providers/portable/moving_kernel.h"

namespace ort::portable {
namespace {

/// Tensors are copied or viewed; sequences and optionals are passed on as they are.
class Identity final : public MovingKernel {
 public:
  explicit Identity(const KernelInfo& info)
      : MovingKernel(info), is_tensor_(info.input_dtype(0) != DataType::kUndefined) {}

  Step plan(const PlanContext& context) const override {
    if (is_tensor_) return mover().same_elements(context);
    Step step;
    step.run = [](const RunContext& run) { run.set_output(0, run.input_value(0)); };
    return step;
  }

 private:
  bool is_tensor_;
};

}  // namespace

void register_identity(KernelRegistry& kernels, const MovedTypes& types) {
  kernels.add({.op_type = "Identity",
               .versions = between(1, 13),
               .create = make_kernel<Identity>,
               .types = types_of("T", types)});
  kernels.add(
      {.op_type = "Identity", .versions = since(14), .create = make_kernel<Identity>, .types = types_of("V", types)});
}

}  // namespace ort::portable
