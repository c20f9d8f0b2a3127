#include "providers/cuda/indexed_gather.h"

#include "libort/core/type_dispatch.h"
#include "providers/cuda/cuda_stream.h"
#include "providers/cuda/device/element_size.h"

namespace ort::cuda {
namespace {

template <class E, class I>
__global__ void gather_kernel(const E* data, const I* indices, E* target, int64_t count, IndexedSpace space,
                              ErrorCell errors) {
  for (int64_t i = flat_begin(); i < count; i += flat_step()) target[i] = data[space.locate(i, indices, errors)];
}

template <class I>
Step check_step(const PlanContext& context, const IndexedSpace& space) {
  Step step;
  step.variant = "check";
  step.run = [space, count = context.input_shape(1).elements()](const RunContext& run) {
    CudaStream& stream = stream_of(run);
    launch_flat(check_indices_kernel<I>, count, stream.get(), run.input(1).as<I>().data(), count, space,
                stream.errors_of(run));
  };
  return step;
}

}  // namespace

Step gather_step(const PlanContext& context, const IndexedSpace& space) {
  const int64_t count = context.output_shape(0).elements();
  const bool nothing_to_take = count == 0 || context.input_shape(0).elements() == 0;
  Step step;
  dispatch(context.input_dtype(1), Types<int32_t, int64_t>{}, [&]<class I>() {
    if (nothing_to_take) {
      step = check_step<I>(context, space);
      return;
    }
    dispatch_size(context.input_dtype(0), [&]<class E>() {
      step.run = [space, count](const RunContext& run) {
        CudaStream& stream = stream_of(run);
        launch_flat(gather_kernel<E, I>, count, stream.get(), run.input(0).as<E>().data(), run.input(1).as<I>().data(),
                    run.output(0).as<E>().data(), count, space, stream.errors_of(run));
      };
    });
  });
  return step;
}

}  // namespace ort::cuda
