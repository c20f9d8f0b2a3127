#include "providers/cuda/convolution_steps.h"

#include <utility>

namespace ort::cuda {
namespace {

bool is_aligned(const Tensor& tensor) {
  return reinterpret_cast<uintptr_t>(tensor.data()) % kConvolutionAlignment == 0;
}

bool all_aligned(const RunContext& run) {
  for (int i = 0; i < run.input_count(); ++i) {
    if (run.has_input(i) && !is_aligned(run.input(i))) return false;
  }
  return is_aligned(run.output(0));
}

}  // namespace

Convolution convolution_problem(Convolution::Kind kind, const PlanContext& context, const portable::ConvShape& shape) {
  Convolution problem;
  problem.kind = kind;
  problem.dtype = context.input_dtype(0);
  problem.x = context.input_shape(0).dims();
  problem.w = context.input_shape(1).dims();
  problem.y = context.output_shape(0).dims();
  problem.groups = shape.groups;
  for (const portable::WindowAxis& axis : shape.axes) {
    problem.pads.push_back(axis.pad_begin);
    problem.strides.push_back(axis.stride);
    problem.dilations.push_back(axis.dilation);
  }
  return problem;
}

Step where_aligned(Step library, Step direct) {
  if (!library.run) return direct;
  library.run = [of_library = std::move(library.run), itself = std::move(direct.run)](const RunContext& run) {
    (all_aligned(run) ? of_library : itself)(run);
  };
  return library;
}

}  // namespace ort::cuda
