#pragma once

// Steps of operators that compute each output element from the elements of the inputs at its place.

#include "libort/runtime/kernel.h"
#include "providers/cuda/cuda_stream.h"
#include "providers/cuda/device/element.h"
#include "providers/cuda/device/index.h"
#include "providers/cuda/device/launch.h"
#include "providers/cuda/operands.h"

namespace ort::cuda {

template <class X, class Y, class Op>
__global__ void map_kernel(const X* x, Y* y, int64_t count, Op op) {
  for (int64_t i = flat_begin(); i < count; i += flat_step()) store(y[i], op(load(x[i])));
}

/// y[i] = op(x[i]). `op` takes and returns the types in which X and Y compute.
template <class X, class Y, class Op>
Step map_step(const PlanContext& context, Op op) {
  Step step;
  step.run = [op, count = context.output_shape(0).elements()](const RunContext& run) {
    launch_flat(map_kernel<X, Y, Op>, count, stream_of(run).get(), run.input(0).as<X>().data(),
                run.output(0).as<Y>().data(), count, op);
  };
  if constexpr (sizeof(X) == sizeof(Y)) step.in_place = {{0, 0}};
  return step;
}

template <class X, class Y, class Z, class Op>
__global__ void broadcast_kernel(const X* x, const Y* y, Z* z, int64_t count, StridedSpace<2> space, Op op) {
  for (int64_t i = flat_begin(); i < count; i += flat_step()) {
    int64_t at[2];
    space.locate(i, at);
    store(z[i], op(load(x[at[0]]), load(y[at[1]])));
  }
}

/// z = op(x, y) with both inputs broadcast to output 0.
template <class X, class Y, class Z, class Op>
Step broadcast_step(const PlanContext& context, const StridedSpace<2>& space, Op op) {
  Step step;
  step.run = [op, space, count = context.output_shape(0).elements()](const RunContext& run) {
    launch_flat(broadcast_kernel<X, Y, Z, Op>, count, stream_of(run).get(), run.input(0).as<X>().data(),
                run.input(1).as<Y>().data(), run.output(0).as<Z>().data(), count, space, op);
  };
  step.in_place = in_place_inputs(context, {0, 1});
  return step;
}

}  // namespace ort::cuda
