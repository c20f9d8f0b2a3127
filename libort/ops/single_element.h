#pragma once

#include "libort/ops/infer_context.h"

namespace ort {

/// For inputs that stand for one number: throws (node) when the shape of input `i` is neither [] nor [1]. `name` is the
/// input's name in messages. An absent input and one of unknown shape pass.
void check_single_element(const InferContext& context, int i, const char* name);

}  // namespace ort
