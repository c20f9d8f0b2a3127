#include <algorithm>
#include <limits>
#include <utility>

#include "libort/ops/slice_bounds.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/families.h"

namespace ort::cpu {
namespace {

Step numbers_step(std::vector<int64_t> numbers) {
  Step step;
  step.run = [numbers = std::move(numbers)](const RunContext& run) {
    std::ranges::copy(numbers, run.output(0).as<int64_t>().begin());
  };
  return step;
}

class ShapeKernel final : public Kernel {
 public:
  explicit ShapeKernel(const KernelInfo& info) {
    if (const int64_t* start = info.find<int64_t>("start")) request_.start = *start;
    if (const int64_t* end = info.find<int64_t>("end")) request_.end = *end;
  }

  Step plan(const PlanContext& context) const override {
    const std::vector<int64_t>& dims = context.input_shape(0).dims();
    const SliceRange range = slice_range(request_, std::ssize(dims));
    return numbers_step({dims.begin() + range.start, dims.begin() + range.start + range.length});
  }

 private:
  SliceRequest request_{.end = std::numeric_limits<int64_t>::max()};
};

class Size final : public Kernel {
 public:
  explicit Size(const KernelInfo&) {}
  Step plan(const PlanContext& context) const override { return numbers_step({context.input_shape(0).elements()}); }
};

}  // namespace

void register_shape(KernelRegistry& kernels) {
  kernels.add({.op_type = "Shape", .versions = since(1), .create = make_kernel<ShapeKernel>});
  kernels.add({.op_type = "Size", .versions = since(1), .create = make_kernel<Size>});
}

}  // namespace ort::cpu
