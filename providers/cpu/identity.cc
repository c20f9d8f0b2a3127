#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/families.h"
#include "providers/cpu/same_bytes.h"

namespace ort::cpu {
namespace {

/// Tensors are copied or viewed; sequences and optionals are passed on as they are.
class Identity final : public Kernel {
 public:
  explicit Identity(const KernelInfo& info) : is_tensor_(info.input_dtype(0) != DataType::kUndefined) {}

  Step plan(const PlanContext&) const override {
    if (is_tensor_) return same_bytes_step();
    Step step;
    step.run = [](const RunContext& run) { run.set_output(0, run.input_value(0)); };
    return step;
  }

 private:
  bool is_tensor_;
};

}  // namespace

void register_identity(KernelRegistry& kernels) {
  kernels.add({.op_type = "Identity", .versions = since(1), .create = make_kernel<Identity>});
}

}  // namespace ort::cpu
