#include <utility>
#include <vector>

#include "libort/runtime/kernel_registry.h"
#include "providers/portable/families.h"
#include "providers/portable/moving_kernel.h"

namespace ort::portable {
namespace {

/// Reshape, Flatten, Squeeze and Unsqueeze: the elements stay, the shape is the rule's.
class Reshape final : public MovingKernel {
 public:
  using MovingKernel::MovingKernel;
  Step plan(const PlanContext& context) const override { return mover().same_elements(context); }
};

}  // namespace

void register_reshape(KernelRegistry& kernels, const MovedTypes& types) {
  const auto add = [&](const char* op_type, VersionRange versions, std::vector<int> plan_inputs) {
    kernels.add({.op_type = op_type,
                 .versions = versions,
                 .create = make_kernel<Reshape>,
                 .types = types_of("T", types),
                 .plan_inputs = std::move(plan_inputs)});
  };
  add("Reshape", between(1, 4), {});
  add("Reshape", since(5), {1});
  add("Flatten", since(1), {});
  for (const char* op_type : {"Squeeze", "Unsqueeze"}) {
    add(op_type, between(1, 12), {});
    add(op_type, since(13), {1});
  }
}

}  // namespace ort::portable
