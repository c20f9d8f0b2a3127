#include "libort/runtime/kernel_registry.h"
#include "providers/cuda/device/element_size.h"
#include "providers/cuda/device/elementwise.h"
#include "providers/cuda/families.h"
#include "providers/portable/moved_types.h"

namespace ort::cuda {
namespace {

/// output = condition ? x : y. E has the size of the elements, not their type.
template <class E>
__global__ void choose_kernel(const uint8_t* condition, const E* x, const E* y, E* output, int64_t count,
                              StridedSpace<3> space) {
  for (int64_t i = flat_begin(); i < count; i += flat_step()) {
    int64_t at[3];
    space.locate(i, at);
    output[i] = condition[at[0]] != 0 ? x[at[1]] : y[at[2]];
  }
}

/// Where, all versions.
class Where final : public Kernel {
 public:
  explicit Where(const KernelInfo&) {}

  Step plan(const PlanContext& context) const override {
    const auto space = broadcast_space<3>(context.output_shape(0),
                                          {context.input_shape(0), context.input_shape(1), context.input_shape(2)});
    Step step;
    dispatch_size(context.input_dtype(1), [&]<class E>() {
      step.run = [space, count = context.output_shape(0).elements()](const RunContext& run) {
        launch_flat(choose_kernel<E>, count, stream_of(run).get(), run.input(0).as<uint8_t>().data(),
                    run.input(1).as<E>().data(), run.input(2).as<E>().data(), run.output(0).as<E>().data(), count,
                    space);
      };
    });
    step.in_place = in_place_inputs(context, {1, 2});
    return step;
  }
};

}  // namespace

void register_where(KernelRegistry& kernels) {
  kernels.add({.op_type = "Where",
               .versions = since(9),
               .create = make_kernel<Where>,
               .types = portable::types_of("T", portable::kFixedSizeTensors)});
}

}  // namespace ort::cuda
