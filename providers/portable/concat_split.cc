#include <utility>
#include <vector>

#include "libort/runtime/kernel_registry.h"
#include "providers/portable/families.h"
#include "providers/portable/moving_kernel.h"

namespace ort::portable {
namespace {

int64_t axis_of(const KernelInfo& info, int64_t otherwise) {
  const int64_t* axis = info.find<int64_t>("axis");
  return axis == nullptr ? otherwise : *axis;
}

/// Dense strides of `whole`, and where the part that begins at `begin` along `axis` starts in it.
struct PartLayout {
  int64_t offset = 0;
  std::vector<int64_t> strides;
};

PartLayout part_layout(const Shape& whole, int axis, int64_t begin) {
  std::vector<int64_t> strides = contiguous_strides(whole);
  return {begin * strides[static_cast<std::size_t>(axis)], std::move(strides)};
}

class Concat final : public MovingKernel {
 public:
  explicit Concat(const KernelInfo& info) : MovingKernel(info), axis_(axis_of(info, 1)) {}

  Step plan(const PlanContext& context) const override {
    const Shape& output = context.output_shape(0);
    const int axis = normalize_axis(axis_, output.rank());
    std::vector<BlockCopy> copies;
    int64_t begin = 0;
    for (int i = 0; i < context.input_count(); ++i) {
      const Shape& part = context.input_shape(i);
      PartLayout layout = part_layout(output, axis, begin);
      begin += part[axis];
      if (part.elements() == 0) continue;
      copies.push_back({.block = {.extents = part.dims(),
                                  .source_strides = contiguous_strides(part),
                                  .target_strides = std::move(layout.strides),
                                  .source_offset = 0,
                                  .target_offset = layout.offset},
                        .input = i,
                        .output = 0});
    }
    return mover().strided_copies(context, std::move(copies));
  }

 private:
  int64_t axis_;
};

class Split final : public MovingKernel {
 public:
  explicit Split(const KernelInfo& info) : MovingKernel(info), axis_(axis_of(info, 0)) {}

  Step plan(const PlanContext& context) const override {
    const Shape& input = context.input_shape(0);
    const int axis = normalize_axis(axis_, input.rank());
    std::vector<BlockCopy> copies;
    int64_t begin = 0;
    for (int i = 0; i < context.output_count(); ++i) {
      const Shape& part = context.output_shape(i);
      PartLayout layout = part_layout(input, axis, begin);
      begin += part[axis];
      if (!context.has_output(i) || part.elements() == 0) continue;
      copies.push_back({.block = {.extents = part.dims(),
                                  .source_strides = std::move(layout.strides),
                                  .target_strides = contiguous_strides(part),
                                  .source_offset = layout.offset,
                                  .target_offset = 0},
                        .input = 0,
                        .output = i});
    }
    return mover().strided_copies(context, std::move(copies));
  }

 private:
  int64_t axis_;
};

}  // namespace

void register_concat_split(KernelRegistry& kernels, const MovedTypes& types) {
  const auto add = [&](const char* op_type, VersionRange versions, KernelFactory create, std::vector<int> plan_inputs) {
    kernels.add({.op_type = op_type,
                 .versions = versions,
                 .create = std::move(create),
                 .types = types_of("T", types),
                 .plan_inputs = std::move(plan_inputs)});
  };
  add("Concat", since(1), make_kernel<Concat>, {});
  add("Split", between(1, 1), make_kernel<Split>, {1});
  add("Split", between(2, 12), make_kernel<Split>, {});
  add("Split", since(13), make_kernel<Split>, {1});
}

}  // namespace ort::portable
