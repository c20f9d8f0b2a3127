#include "providers/portable/resize.h"

#include "providers/cpu/families.h"
#include "providers/cpu/weighted_sums.h"

namespace ort::cpu {
namespace {

class Resize final : public portable::Resize {
 public:
  using portable::Resize::Resize;

 protected:
  Step plan_weighted_sums(const PlanContext& context, const std::vector<portable::AxisWeights>& axes,
                          float extrapolation) const override {
    return weighted_sums_step(context, axes, extrapolation);
  }
};

}  // namespace

void register_resize(KernelRegistry& kernels) { portable::register_resize(kernels, make_kernel<Resize>); }

}  // namespace ort::cpu
