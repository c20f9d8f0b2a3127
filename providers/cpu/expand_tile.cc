#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/families.h"
#include "providers/cpu/move_step.h"
#include "providers/cpu/strided_copy.h"

namespace ort::cpu {
namespace {

/// Dimensions of 1 and missing ones are walked with a stride of 0.
class Expand final : public Kernel {
 public:
  explicit Expand(const KernelInfo&) {}

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
    return strided_copy_step(context, block);
  }
};

/// Each dimension becomes two: the copies, with a stride of 0, and the input's own. The rule has worked out the
/// repeats, so that the node's inputs (`repeats`, or `tiles` and `axis` in version 1) are not read again.
class Tile final : public Kernel {
 public:
  explicit Tile(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    const Shape& input = context.input_shape(0);
    const Shape& output = context.output_shape(0);
    if (output.elements() == 0) return empty_step();
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
    return strided_copy_step(context, block);
  }
};

}  // namespace

void register_expand_tile(KernelRegistry& kernels) {
  kernels.add({.op_type = "Expand", .versions = since(8), .create = make_kernel<Expand>, .plan_inputs = {1}});
  kernels.add({.op_type = "Tile", .versions = between(1, 5), .create = make_kernel<Tile>, .plan_inputs = {1, 2}});
  kernels.add({.op_type = "Tile", .versions = since(6), .create = make_kernel<Tile>, .plan_inputs = {1}});
}

}  // namespace ort::cpu
