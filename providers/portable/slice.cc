#include <optional>
#include <utility>
#include <vector>

#include "libort/ops/slice_bounds.h"
#include "libort/runtime/kernel_registry.h"
#include "providers/portable/families.h"
#include "providers/portable/moving_kernel.h"

namespace ort::portable {
namespace {

/// The lists of Slice-1 are attributes, those of Slice-10 and later are inputs 1 to 4.
class Slice final : public MovingKernel {
 public:
  explicit Slice(const KernelInfo& info) : MovingKernel(info) {
    for (const char* name : {"starts", "ends", "axes"}) {
      const auto* list = info.find<std::vector<int64_t>>(name);
      lists_.push_back(list == nullptr ? std::nullopt : std::optional(*list));
    }
    lists_.emplace_back();
    from_inputs_ = info.since_version() >= 10;
  }

  Step plan(const PlanContext& context) const override {
    const Shape& input = context.input_shape(0);
    StridedBlock block{.extents = context.output_shape(0).dims(),
                       .source_strides = contiguous_strides(input),
                       .target_strides = contiguous_strides(context.output_shape(0))};
    for (const SliceRequest& request : requests(context)) {
      const SliceRange range = slice_range(request, input[request.axis]);
      int64_t& stride = block.source_strides[static_cast<std::size_t>(request.axis)];
      block.source_offset += range.start * stride;
      stride *= range.length > 1 ? range.step : 1;
    }
    return move_block(context, std::move(block));
  }

 private:
  std::vector<SliceRequest> requests(const PlanContext& context) const {
    std::vector<std::optional<std::vector<int64_t>>> lists = lists_;
    for (int i = 0; from_inputs_ && i < 4; ++i) {
      const Tensor* list = context.constant(i + 1);
      if (list != nullptr) lists[static_cast<std::size_t>(i)] = integers_of(*list);
    }
    return slice_requests(context.input_shape(0).rank(), lists[0].value(), lists[1].value(), lists[2], lists[3]);
  }

  std::vector<std::optional<std::vector<int64_t>>> lists_;  ///< starts, ends, axes, steps
  bool from_inputs_ = false;
};

}  // namespace

void register_slice(KernelRegistry& kernels, const MovedTypes& types) {
  const auto add = [&](VersionRange versions, std::vector<int> plan_inputs) {
    kernels.add({.op_type = "Slice",
                 .versions = versions,
                 .create = make_kernel<Slice>,
                 .types = types_of("T", types),
                 .plan_inputs = std::move(plan_inputs)});
  };
  add(between(1, 9), {});
  add(since(10), {1, 2, 3, 4});
}

}  // namespace ort::portable
