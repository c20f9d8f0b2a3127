#pragma once

#include "libort/runtime/kernel.h"
#include "providers/cuda/dnn.h"
#include "providers/portable/window_axes.h"

namespace ort::cuda {

/// The problem of Conv or ConvTranspose as the node has it: X, W and Y, without bias, addend or activation. Pads are
/// those at the beginning of each axis.
Convolution convolution_problem(Convolution::Kind kind, const PlanContext& context, const portable::ConvShape& shape);

/// `library` in runs whose addresses are aligned as a library of convolutions asks, else `direct`, which takes any; it
/// needs no workspace. `direct` alone when `library` has no `run`.
Step where_aligned(Step library, Step direct);

}  // namespace ort::cuda
