#include <utility>

#include "libort/runtime/kernel_registry.h"
#include "providers/cpu/families.h"
#include "providers/cpu/same_bytes.h"
#include "providers/cpu/strided_copy.h"

namespace ort::cpu {
namespace {

int64_t axis_of(const KernelInfo& info, int64_t otherwise) {
  const int64_t* axis = info.find<int64_t>("axis");
  return axis == nullptr ? otherwise : *axis;
}

/// The block of `whole` that starts at `begin` along `axis` and has the shape `part`, as its distance and strides.
struct PartLayout {
  int64_t offset = 0;
  std::vector<int64_t> strides;
};

PartLayout part_layout(const Shape& whole, int axis, int64_t begin) {
  std::vector<int64_t> strides = contiguous_strides(whole);
  return {begin * strides[static_cast<std::size_t>(axis)], std::move(strides)};
}

class Concat final : public Kernel {
 public:
  explicit Concat(const KernelInfo& info) : axis_(axis_of(info, 1)) {}

  Step plan(const PlanContext& context) const override {
    if (context.input_count() == 1) return same_bytes_step();
    const Shape& output = context.output_shape(0);
    const int axis = normalize_axis(axis_, output.rank());
    std::vector<StridedCopy> copies;
    int64_t begin = 0;
    for (int i = 0; i < context.input_count(); ++i) {
      const Shape& part = context.input_shape(i);
      PartLayout layout = part_layout(output, axis, begin);
      copies.emplace_back(context.input_dtype(0), StridedBlock{.extents = part.dims(),
                                                               .source_strides = contiguous_strides(part),
                                                               .target_strides = std::move(layout.strides),
                                                               .source_offset = 0,
                                                               .target_offset = layout.offset});
      begin += part[axis];
    }
    Step step;
    step.run = [copies = std::move(copies)](const RunContext& run) {
      for (std::size_t i = 0; i < copies.size(); ++i) {
        copies[i].run(run, run.input(static_cast<int>(i)).data(), run.output(0).data());
      }
    };
    return step;
  }

 private:
  int64_t axis_;
};

class Split final : public Kernel {
 public:
  explicit Split(const KernelInfo& info) : axis_(axis_of(info, 0)) {}

  Step plan(const PlanContext& context) const override {
    if (context.output_count() == 1) return same_bytes_step();
    const Shape& input = context.input_shape(0);
    const int axis = normalize_axis(axis_, input.rank());
    std::vector<StridedCopy> copies;
    int64_t begin = 0;
    for (int i = 0; i < context.output_count(); ++i) {
      const Shape& part = context.output_shape(i);
      PartLayout layout = part_layout(input, axis, begin);
      copies.emplace_back(context.input_dtype(0), StridedBlock{.extents = part.dims(),
                                                               .source_strides = std::move(layout.strides),
                                                               .target_strides = contiguous_strides(part),
                                                               .source_offset = layout.offset,
                                                               .target_offset = 0});
      begin += part[axis];
    }
    Step step;
    step.run = [copies = std::move(copies)](const RunContext& run) {
      for (std::size_t i = 0; i < copies.size(); ++i) {
        const int output = static_cast<int>(i);
        if (run.has_output(output)) copies[i].run(run, run.input(0).data(), run.output(output).data());
      }
    };
    return step;
  }

 private:
  int64_t axis_;
};

}  // namespace

void register_concat_split(KernelRegistry& kernels) {
  kernels.add({.op_type = "Concat", .versions = since(1), .create = make_kernel<Concat>});
  kernels.add({.op_type = "Split", .versions = between(2, 12), .create = make_kernel<Split>});
  for (const VersionRange versions : {between(1, 1), since(13)}) {
    kernels.add({.op_type = "Split", .versions = versions, .create = make_kernel<Split>, .plan_inputs = {1}});
  }
}

}  // namespace ort::cpu
