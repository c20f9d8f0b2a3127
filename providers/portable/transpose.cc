#include <utility>
#include <vector>

#include "libort/runtime/kernel_registry.h"
#include "providers/portable/families.h"
#include "providers/portable/moving_kernel.h"

namespace ort::portable {
namespace {

class Transpose final : public MovingKernel {
 public:
  explicit Transpose(const KernelInfo& info) : MovingKernel(info) {
    if (const auto* perm = info.find<std::vector<int64_t>>("perm")) perm_ = *perm;
    reverses_ = info.find<std::vector<int64_t>>("perm") == nullptr;
  }

  Step plan(const PlanContext& context) const override {
    const Shape& input = context.input_shape(0);
    const std::vector<int64_t> strides = contiguous_strides(input);
    StridedBlock block{.extents = context.output_shape(0).dims(),
                       .source_strides = {},
                       .target_strides = contiguous_strides(context.output_shape(0))};
    for (int axis = 0; axis < input.rank(); ++axis) {
      const auto position = static_cast<std::size_t>(axis);
      const int64_t source = reverses_ ? input.rank() - 1 - axis : perm_[position];
      block.source_strides.push_back(strides[static_cast<std::size_t>(source)]);
    }
    return move_block(context, std::move(block));
  }

 private:
  std::vector<int64_t> perm_;
  bool reverses_ = false;
};

}  // namespace

void register_transpose(KernelRegistry& kernels, const MovedTypes& types) {
  kernels.add(
      {.op_type = "Transpose", .versions = since(1), .create = make_kernel<Transpose>, .types = types_of("T", types)});
}

}  // namespace ort::portable
