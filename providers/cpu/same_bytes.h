#pragma once

#include "libort/runtime/kernel.h"

namespace ort::cpu {

/// Copies the elements of `source` in order into `target`, which has as many of the same type; nothing when both are
/// the same memory.
void copy_same_bytes(const RunContext& run, const Tensor& source, Tensor& target);

/// Step whose output `view.output` has the elements of input `view.input` in the same order: a view where the plan
/// allows it.
Step same_bytes_step(Reuse view);

}  // namespace ort::cpu
