#include <utility>
#include <vector>

#include "libort/runtime/kernel_registry.h"
#include "providers/portable/families.h"
#include "providers/portable/moving_kernel.h"

namespace ort::portable {
namespace {

/// Dimensions of 1 and missing ones are walked with a stride of 0.
class Expand final : public MovingKernel {
 public:
  using MovingKernel::MovingKernel;

  Step plan(const PlanContext& context) const override {
    const Shape& input = context.input_shape(0);
    const Shape& output = context.output_shape(0);
    const std::vector<int64_t> strides = contiguous_strides(input);
    StridedBlock block{.extents = output.dims(),
                       .source_strides = std::vector<int64_t>(output.dims().size()),
                       .target_strides = contiguous_strides(output)};
    const int added = output.rank() - input.rank();
    for (int axis = 0; axis < input.rank(); ++axis) {
      if (input[axis] == 1) continue;
      block.source_strides[static_cast<std::size_t>(axis + added)] = strides[static_cast<std::size_t>(axis)];
    }
    return move_block(context, std::move(block));
  }
};

/// Each dimension becomes two: the copies, with a stride of 0, and the input's own. The rule has worked out the
/// repeats, so that the node's inputs (`repeats`, or `tiles` and `axis` in version 1) are not read again.
class Tile final : public MovingKernel {
 public:
  using MovingKernel::MovingKernel;

  Step plan(const PlanContext& context) const override {
    const Shape& input = context.input_shape(0);
    const Shape& output = context.output_shape(0);
    if (output.elements() == 0) return move_nothing(context);
    const std::vector<int64_t> source_strides = contiguous_strides(input);
    const std::vector<int64_t> target_strides = contiguous_strides(output);
    StridedBlock block;
    for (int axis = 0; axis < input.rank(); ++axis) {
      const auto position = static_cast<std::size_t>(axis);
      const int64_t dim = input[axis];
      block.extents.insert(block.extents.end(), {output[axis] / dim, dim});
      block.source_strides.insert(block.source_strides.end(), {0, source_strides[position]});
      block.target_strides.insert(block.target_strides.end(),
                                  {dim * target_strides[position], target_strides[position]});
    }
    return move_block(context, std::move(block));
  }
};

}  // namespace

void register_expand_tile(KernelRegistry& kernels, const MovedTypes& types) {
  const auto add = [&](const char* op_type, VersionRange versions, KernelFactory create, std::vector<int> plan_inputs) {
    kernels.add({.op_type = op_type,
                 .versions = versions,
                 .create = std::move(create),
                 .types = types_of("T", types),
                 .plan_inputs = std::move(plan_inputs)});
  };
  add("Expand", since(8), make_kernel<Expand>, {1});
  add("Tile", between(1, 5), make_kernel<Tile>, {1, 2});
  add("Tile", since(6), make_kernel<Tile>, {1});
}

}  // namespace ort::portable
