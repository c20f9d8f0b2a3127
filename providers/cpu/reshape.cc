#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/families.h"
#include "providers/cpu/same_bytes.h"

namespace ort::cpu {
namespace {

/// Reshape, Flatten, Squeeze and Unsqueeze: the elements stay, the shape is the rule's.
class Reshape final : public Kernel {
 public:
  explicit Reshape(const KernelInfo&) {}
  Step plan(const PlanContext&) const override { return same_bytes_step(); }
};

}  // namespace

void register_reshape(KernelRegistry& kernels) {
  kernels.add({.op_type = "Reshape", .versions = between(1, 4), .create = make_kernel<Reshape>});
  kernels.add({.op_type = "Reshape", .versions = since(5), .create = make_kernel<Reshape>, .plan_inputs = {1}});
  kernels.add({.op_type = "Flatten", .versions = since(1), .create = make_kernel<Reshape>});
  for (const char* op_type : {"Squeeze", "Unsqueeze"}) {
    kernels.add({.op_type = op_type, .versions = between(1, 12), .create = make_kernel<Reshape>});
    kernels.add({.op_type = op_type, .versions = since(13), .create = make_kernel<Reshape>, .plan_inputs = {1}});
  }
}

}  // namespace ort::cpu
